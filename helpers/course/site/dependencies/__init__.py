"""The page that says what builds on what: modules by need and recall, exercises by their functions.

An exercise builds on an earlier one that its prompt names, by the function or by number, or that
its worked solution calls; and on those that the course's own function for it calls, told apart.
"""

from helpers.course.site.dependencies.links import Links, links_of
from helpers.course.site.dependencies.page import dependencies

__all__ = ["Links", "dependencies", "links_of"]
