"""The figures of each module as its notebook shows them: drawn, with alternative text and caption.

One file a module. A notebook's cell then holds what it computes, and one line that shows it.
"""
