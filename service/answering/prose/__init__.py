"""Answers from sentences: found, chosen for what is sought, quoted as they stand.

question -> extract        sentences found by retrieval, scored by words and by meaning
         -> textual        a number, a text, a list, a yes or no out of them
"""
