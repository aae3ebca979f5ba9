"""Sphinx's settings for the course's site."""

project = "Recurrent neural networks"
html_title = "Recurrent neural networks"
language = "en"
copyright = "the course's authors, text and figures CC BY 4.0, code BSD 3-Clause"

extensions = ["myst_nb", "sphinx.ext.githubpages", "helpers.course.site.sphinx_formulas"]
exclude_patterns = ["doctrees", "downloads", "extra", "lite"]
nb_execution_mode = "off"  # the outputs are those of the instructor notebooks
nb_render_markdown_format = "myst"  # captions hold formulas
nb_merge_streams = True
suppress_warnings = ["myst.header"]  # recall questions stand one level down, before section 1
myst_enable_extensions = ["dollarmath"]
myst_dmath_double_inline = True
html_math_renderer = "mathml"

html_theme = "furo"
html_static_path = ["static"]
html_favicon = "static/icon.svg"
html_css_files = ["course.css"]
html_js_files = ["filter_rows.js"]
html_show_sphinx = False
html_copy_source = False
html_theme_options = {"navigation_with_keys": True}
