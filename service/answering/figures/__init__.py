"""One figure that a filing gives: the cell, or the sentence, that answers to a line item.

question -> lookup         the figures whose labels answer to the words, best first
         -> line_items     a line item that was named: by its concept, else by what it is called
         -> told           a figure that no table prints and a sentence tells
"""
