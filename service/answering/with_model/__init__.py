"""What a language model adds: proposals that code judges, and the words of an answer.

question -> proposed       the question on its own, its parts, a plan: used only where faithful
         -> writing        prose over the evidence that the embedded engine found
"""
