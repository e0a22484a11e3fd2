"""Several figures side by side: ranked, broken down, held against a bound, judged.

question -> ranking        which of several items, years or members of a table
         -> companies      one measure at each of several companies
         -> deciding       yes or no, by figures
         -> overview       the headline figures of a period, a line by its parts
"""
