"""What a question asks: of whom, of when, of what, and what an answer to it must hold. Pure.

question -> following      a follow-up put in full from the turns before
         -> question       companies, periods, measure, operation: shown, changeable
         -> wanted, sought the line item that is named; the day, person or reason that is sought
"""
