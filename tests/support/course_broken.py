"""Ways to break the tiny source, each with the line and the words that must name it."""

# name: what to replace, by what, the text whose line the message must point at, what it says.
BROKEN = {
    "unknown word": ("# %% setup", "# %% setpu", "# %% setpu", "'setpu'"),
    "unknown key": ("minutes=1", "minuts=1", 'e="double" minuts', "'minuts=1'"),
    "unreadable header": ("minutes=1", "minutes=1 =", 'e="double" minutes=1 =', "cannot read"),
    "no minutes": ('"double" minutes=1', '"double"', '# %% exercise="double"', "minutes=NUMBER"),
    "no points": (" points=2", "", '# %% check="double"', "points=NUMBER"),
    "no points for the essay": (" points=4", "", '"why_linear"', "points=NUMBER"),
    "points of zero": ("points=2", "points=0", "points=0", "at least 1"),
    "points in words": ("points=2", "points=two", "points=two", "whole number"),
    "seconds in words": ("experiment=0", "experiment=long", "experiment=long", "whole number"),
    "experiment without seconds": ("experiment=0", "experiment", "# %% experiment", "=60"),
    "volatile check": ("points=2", "points=2 volatile", "points=2 vol", "'volatile'"),
    "a word twice": ("# %% volatile", "# %% volatile volatile", "volatile vol", "twice"),
    "a name that is none": ('predict="sum_of_squares"', 'predict="sum of"', '"sum of"', "name"),
    "a name of nbgrader's": ('exercise="square"', 'exercise="check_x"', '"check_x"', "check_"),
    "two kinds": ("# %% setup", "# %% setup experiment=3", "# %% setup exp", "two cells"),
    "essay as code": ('[markdown] essay="why', 'essay="why', '# %% essay="why', "[markdown]"),
    "exercise as text": (
        '# %% exercise="square"',
        '# %% [markdown] exercise="square"',
        '# %% [markdown] exercise="square"',
        "wrong type",
    ),
    "raw cell": ("# %% [markdown]\n# ## 1", "# %% [raw]\n# ## 1", "# %% [raw]", "cannot read"),
    "check without exercise": ('check="double"', 'check="triple"', '="triple"', "no exercise"),
    "duplicate exercise": (
        '# %% exercise="square" minutes=1\ndef square',
        '# %% exercise="double" minutes=1\ndef double',
        '# %% exercise="double" minutes=1\ndef double(x):\n    """Return x times itself',
        "is taken",
    ),
    "duplicate prediction": ("sum_of_squares", "square", 'predict="square"', "is taken"),
    "code before the first header": (
        "# %% [markdown]\n# # Tiny",
        "x = 1\n# %% [markdown]\n# # Tiny",
        "x = 1",
        "header",
    ),
    "pairing header": (
        "# %% [markdown]\n# # Tiny",
        "# ---\n# %% [markdown]\n# # Tiny",
        "# ---",
        "header",
    ),
    "text without #": ("# Doubling 3", "Doubling 3", "Doubling 3", "without #"),
    "empty text": ("# ## 2. Square\n", "\n", "# %% [markdown]\n\n\n", "empty text"),
    "empty setup": (
        (
            "import numpy as np\n"
            "\n"
            "\n"
            "def check(answer, want, seed):\n"
            "    for x in range(1, 3 + seed):\n"
            "        if answer(x) != want(x):\n"
            '            raise AssertionError(f"{answer.__name__}({x}) is wrong")\n'
            '    print(f"{answer.__name__}: ok")\n'
            "\n"
            "\n"
            "def check_double(answer, seed=0):\n"
            "    check(answer, lambda x: 2 * x, seed)\n"
            "\n"
            "\n"
            "def check_square(answer, seed=0):\n"
            "    check(answer, lambda x: x * x, seed)\n"
            "\n"
            "\n"
        ),
        "",
        "# %% setup",
        "empty setup",
    ),
    "syntax error": ("measured = int(", "measured = = int(", "measured = =", "valid Python"),
    "magic in setup": (
        "import numpy as np\n",
        "# %load_ext x\nimport numpy as np\n",
        "# %load_ext",
        "magic",
    ),
    "magic in a check": (
        "check_double(double)\n###",
        "# %time\ncheck_double(double)\n###",
        "# %time",
        "magic",
    ),
    "no solution markers": (
        "    ### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION\n",
        "    return x * x\n",
        '# %% exercise="square"',
        "'### BEGIN SOLUTION'",
    ),
    "solution never ends": (
        "    return x * x\n    ### END SOLUTION\n",
        "    return x * x\n",
        "    ### BEGIN SOLUTION\n    return x * x",
        "'### END SOLUTION'",
    ),
    "solution ends before it begins": (
        "    ### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION\n",
        "    ### END SOLUTION\n    return x * x\n    ### BEGIN SOLUTION\n",
        "    ### END SOLUTION\n    return x * x",
        "and then",
    ),
    "marker almost right": (
        "    ### BEGIN SOLUTION\n    return",
        "    # BEGIN SOLUTION\n    return",
        "    # BEGIN SOLUTION",
        "once each",
    ),
    "solution markers in setup": (
        "    for x in",
        "    ### BEGIN SOLUTION\n    for x in",
        "    ### BEGIN SOLUTION\n    for",
        "setup cell",
    ),
    "hidden tests in an exercise": (
        "    twice = x",
        "    ### BEGIN HIDDEN TESTS\n    twice = x",
        "### BEGIN HIDDEN TESTS\n    twice",
        "exercise cell",
    ),
    "no hidden tests": (
        "### BEGIN HIDDEN TESTS\ncheck_double(double, seed=987)\n### END HIDDEN TESTS\n",
        "",
        '# %% check="double"',
        "'### BEGIN HIDDEN TESTS'",
    ),
    "nothing hidden": (
        "check_double(double, seed=987)\n",
        "",
        "### BEGIN HIDDEN TESTS\n### END",
        "empty hidden",
    ),
    "nothing solved": (
        "    return x * x\n",
        "    # nothing\n",
        "### BEGIN SOLUTION\n    # nothing",
        "empty solution",
    ),
    "solution after the markers": (
        "    return twice\n    ### END SOLUTION\n",
        "    ### END SOLUTION\n    return twice\n",
        "    return twice",
        "outside its markers",
    ),
    "solution before the markers": (
        "    ### BEGIN SOLUTION\n    twice = x + x\n",
        "    twice = x + x\n    ### BEGIN SOLUTION\n",
        "    twice = x + x",
        "outside its markers",
    ),
    "a helper beside the solution": (
        "    return x * x\n    ### END SOLUTION\n",
        "    return x * x\n    ### END SOLUTION\n\n\nk = 1\n",
        "k = 1",
        "outside its markers",
    ),
    "an import above the def line": (
        "def square(x)",
        "import math\ndef square(x)",
        "import math",
        "def line",
    ),
    "another function's name": ("def square(x)", "def sqare(x)", "def sqare", "'sqare'"),
    "check of something else": (
        "\ncheck_square(square)\n",
        "\ncheck_square(double)\n",
        '# %% check="square"',
        "check_square(square)",
    ),
    "check that ends in a number": (
        "check_square(square)\n###",
        "check_square(square)\n3\n###",
        "3\n### BEGIN",
        "bare value",
    ),
    "check whose last word is a print": (
        *("check_square(square)\n###", "check_square(square)\nprint(3)\n###"),
        *("print(3)\n###", "visible part"),
    ),
    "check that adds to its call": (
        *("check_square(square)\n###", "check_square(square)\ncheck_square(square) + 1\n###"),
        *("check_square(square) + 1", "visible part"),
    ),
    "hidden part that checks nothing": (
        *("check_square(square, seed=987)", "print(square(2))"),
        *("print(square(2))", "hidden part"),
    ),
    "hidden part that ends in a number": (
        "check_square(square, seed=987)\n",
        "check_square(square, seed=987)\n3\n",
        *("3\n### END", "hidden part"),
    ),
    "empty code": ("import time\n\nprint(time.perf_counter())\n", "", "# %% vol", "empty code"),
    "a long name": (*('e="double"', f'e="{"n" * 51}"'), *('e="nnn', "at most 50")),
    "many points": (*("points=2", "points=" + "9" * 5000), *("points=9", "at most 4 digits")),
    "article": ("minutes=1", "minutes=1 hard", "minutes=1 hard", "an exercise cell"),
    "prediction that is made": (
        "prediction = None",
        "prediction = 385",
        "# %% predict=",
        "prediction = None",
    ),
    "prediction that nobody scores": (
        ", predicted {prediction}",
        "",
        "# %% predict=",
        "never scored",
    ),
    "plt.show": ("print(time", "plt.show()\nprint(time", "plt.show()", "alternative text"),
    "display of a figure": (
        "print(time",
        "display(fig)\nprint(time",
        "display(fig)",
        "alternative text",
    ),
    "show without alt": ("print(time", "show(fig)\nprint(time", "show(fig)", "alternative text"),
    "show with an empty alt": (
        "print(time",
        'show(fig, alt="")\nprint(time',
        "show(fig, alt",
        "alternative text",
    ),
    "picture without alt": ("# Why is", "# ![](a.png) Why is", "# ![]", "alternative text"),
    "img without alt": ("# Why is", '# <img src="a.png"> Why is', "# <img", "alternative text"),
}

FIGURE = """\
import matplotlib.pyplot as plt
from IPython.display import Image, display

fig, ax = plt.subplots(figsize=(1, 1))
ax.plot([0, 1])
"""

# The same, for what only a run can show.
FAULTS = {
    "a cell that raises": (
        *("print(time", "1 / 0\nprint(time"),
        *("1 / 0", "ZeroDivisionError: division by zero; fix the cell"),
    ),
    "a wrong solution": (
        "return x * x\n    ###",
        "return x + x\n    ###",
        "check_square(square)\n###",
        r"square\(1\) is wrong; fix the solution",
    ),
    "stderr where it is compared": (
        *('print(f"measured', 'import sys\nprint("hm", file=sys.stderr)\nprint(f"measured'),
        *("# %% experiment", "wrote to stderr .hm."),
    ),
    "stderr in a check": (
        "check_double(double)\n###",
        "__import__('warnings').warn('hm')\ncheck_double(double)\n###",
        '# %% check="double"',
        r"wrote to stderr \(line 1: UserWarning: hm\)",
    ),
    "a progress bar where it is compared": (
        *('print(f"measured', 'print("40%|####      | 4/10 [00:01<00:02]", prediction, f"'),
        *("# %% experiment", "mark it volatile"),
    ),
    "a figure without alt": (
        "print(time",
        FIGURE + "plt.close()\nfig\n#",
        "# %% volatile",
        "alternative text",
    ),
    "a kernel that dies": (
        *("import time\n", "import os\nos._exit(3)\n"),
        *("# %% volatile", "did not finish"),
    ),
    "raises that does not": (
        "# %% volatile",
        "# %% volatile raises",
        "# %% volatile",
        "raised nothing",
    ),
}
