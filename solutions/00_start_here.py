# %% [markdown]
# # 00 Start here
#
# *Dog bites man* is no news. *Man bites dog* is. The words are the same; the order makes the headline. This course is about machines that read in order, and remember. At the end of this module a few lines of code write text, letter by letter: *Tref ct ond unat dudses ofiserevetin*. In module 01 you build a network with a memory, and its text has words: *definition of the privale that an its and the value*.
#
# **40 minutes.** After this module you can
#
# - say why order needs a model of its own, and turn text into arrays that a network can read;
# - work through a notebook of this course: answers, checks, hints, predictions, scorecard;
# - read what a check says, and do what it suggests.
#
# You need Python, and NumPy up to indexing and matrix products. Later modules also use the chain rule (from 01 on), eigenvalues (03, 11), complex numbers (11, 13) and Gaussian densities (12); each says so.
#
# **Predict first.** How many different headlines can be made from the three words *dog*, *bites*, *man*, each used once? Put a number in place of `None`. Then press **Shift+Enter** on each cell from here on: it runs the cell and moves to the next.

# %% predict="headlines"
prediction = None

# %%
from itertools import permutations

from helpers.checks.predict import score_prediction

headlines = [" ".join(order) for order in permutations(["dog", "bites", "man"])]
score_prediction(prediction, len(headlines), unit="headlines")
print(*headlines, sep="\n")
print("different bags of words:", len({tuple(sorted(line.split())) for line in headlines}))

# %% [markdown]
# Six headlines, one *bag of words*: how often each word occurs, whatever its place. Any model that sees only the bag gives all six the same answer, however many parameters it has.
#
# That was your first prediction. Before an experiment the course asks what you expect; there are no points for it, but you will notice a surprise only if you had an expectation.
#
# ## 1 Your first exercise
#
# A network reads numbers, so each word becomes a number: its place in a list. Such a number is called a *token id*. To multiply it by a matrix, write it as a *one-hot row*: all zeros except a single 1, in the column that the id names.
#
# You fill in the cells that say `raise NotImplementedError` or `prediction = None`, and the essays. All others are locked: typing in one does nothing. First run the *setup* cell; nothing below works without it.

# %% setup
import numpy as np

from helpers.checks.m00_start_here import (
    check_next_token_pairs,
    check_one_hot,
)

# %% [markdown]
# ### Exercise 0.1 one_hot
#
# **5 minutes, 1 point.** `one_hot(ids, V)` takes `ids`, an array of $N$ integers from 0 to $V-1$, and $V$, the size of the vocabulary. It returns an array of floats, shape $(N, V)$. Row $n$ is 1 in column `ids[n]` and 0 elsewhere. Put your code in place of `raise NotImplementedError`, run the cell, then the check below it.
#
# By hand: `one_hot(np.array([2, 0]), 3)` is `[[0, 0, 1], [1, 0, 0]]`.


# %% exercise="one_hot" minutes=5
def one_hot(ids, V):
    ### BEGIN SOLUTION
    # Why: A row of zeros gets a single 1, in the column that its id names. Indexing with two
    # arrays of the same length pairs them: row 0 with ids[0], row 1 with ids[1].
    # np.eye(V)[ids] picks whole rows and is just as correct.
    rows = np.zeros((len(ids), V))
    rows[np.arange(len(ids)), ids] = 1.0
    return rows
    ### END SOLUTION


# %% check="one_hot" points=1
check_one_hot(one_hot)
### BEGIN HIDDEN TESTS
from helpers.checks.m00_start_here import check_one_hot

check_one_hot(one_hot, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Start from `np.zeros((len(ids), V))`. In row 0 one entry becomes 1, in row 1 another. A loop over the rows is fine. Without a loop: which row does `np.eye(V)[2]` give, and what does it give for a whole array of indices?
#
# </details>
#
# [Worked solution](../../solutions/00_start_here/00_start_here.ipynb#Exercise-0.1-one_hot)
#
# ### What a check says
#
# A check runs your function on small inputs and compares its results with those of the course's own, the *reference*. It stops at the first mistake and suggests one next step. Nothing is lost when it fails; run it as often as you like. Here is one that fails on purpose. Try to find the mistake before you read the message.

# %%
from helpers.checks.engine.check import CheckFailed


def one_hot_by_a_friend(ids, V):
    rows = np.zeros((len(ids), V))
    for position, token in enumerate(ids):
        rows[position, token - 1] = 1.0
    return rows


try:
    check_one_hot(one_hot_by_a_friend)
except CheckFailed as message:
    print(message.shown())

# %% [markdown]
# Read it line by line. The first line names one wrong entry, its value and the expected one; in brackets, how many entries differ. The second is the call, with the shapes of its arguments, or their values where they are few whole numbers. The third suggests where to look next.
#
# Our friend counts tokens from 1. Python counts from 0, so `token - 1` moves each 1 one column to the left, and token 0 gets column -1, which in NumPy is the last.
#
# ### When you are stuck
#
# Work in this order: read the message again, do what its last line says, work the case by hand, unfold the *Hint*, and only then follow *Worked solution*. It opens a page with the solution; close it, and write yours from memory. An unfinished exercise blocks nothing: the cells below it use the reference.
#
# **Undo.** Ctrl+Z (Cmd+Z on a Mac) undoes typing in a cell, and Z, pressed when no cell has the cursor, restores a deleted one. If Enter shows the source of a text, Shift+Enter shows the text again. Cells share one Python process, the *kernel*; when its variables no longer match the page, use *Kernel, Restart Kernel* and run from the top. Your copy is in `workspace/`; neither starting nor updating the course ever overwrites it.
#
# **Scorecard.** The button *Progress* above this notebook opens a page with what you have passed, your predictions beside what came out, and what to do next; `course progress`, typed in a terminal (*File, New, Terminal*), prints the same in short. Both read saved notebooks, so save first. If an instructor gave you this notebook, your grade comes from the same checks, run again with other numbers.
#
# ## 2 Why a window is not the answer
#
# The bag lost the order, so give each position its own place in a long input vector. Three words, each a one-hot row, make one long vector, which one weight matrix multiplies.
#
# **Predict first.** Real texts are longer, and real vocabularies large. How many numbers does that vector have for a window of ten words when $V$ is 50,000?

# %% predict="window_length"
prediction = None

# %%
score_prediction(prediction, 10 * 50_000, unit="numbers")
words = ["bites", "dog", "man"]
first, second = "dog bites man".split(), "man bites dog".split()


def window_input(sentence):
    """The sentence as one vector: a one-hot row for each position, end to end, (3V,)."""
    return np.eye(3)[[words.index(word) for word in sentence]].ravel()


W = np.random.default_rng(0).normal(size=(9, 2))
print("first: ", np.round(window_input(first) @ W, 2))
print("second:", np.round(window_input(second) @ W, 2))

# %% [markdown]
# Now the two differ. But try one word more.

# %%
longer = "man bites dog dog".split()
try:
    print(window_input(longer) @ W)
except ValueError as error:
    print("ValueError:", error)

# %% [markdown]
# A window takes one length and no other. There is a second fault, less visible: what the matrix learns about *dog* in first place says nothing about *dog* in third place.
#
# A recurrent network removes both with one idea. It reads one token at a time with the same weights, and it keeps a *state* of fixed size between tokens. In its simplest form, with $i_t$ the id of the word at step $t$ and $W_x[i]$ row $i$ of $W_x$:
#
# $$ h_t = \tanh(W_x[i_t] + h_{t-1} W_h), \qquad h_0 = 0. $$
#
# The state $h_t$ has $H$ numbers; below $H = 4$. $W_x$ $(V, H)$ holds one row for each word. $W_h$ $(H, H)$ determines how the old state enters the new.

# %%
rng = np.random.default_rng(0)
W_x, W_h = rng.normal(size=(3, 4)), 0.5 * rng.normal(size=(4, 4))


def last_state(sentence):
    h = np.zeros(4)
    for word in sentence:
        h = np.tanh(W_x[words.index(word)] + h @ W_h)
    return h


for sentence in (first, second, longer):
    print(f"{' '.join(sentence):18s}", np.round(last_state(sentence), 2))

# %% [markdown]
# Different orders give different states, and any length will do. Each state is 4 numbers, however long the sentence. How such weights are *learned* is the subject of module 01.
#
# ## 3 From text to arrays
#
# A *vocabulary* gives each distinct token an id. Here a token is one character.

# %%
from helpers.datasets.text import char_vocab

small = char_vocab("hello")
ids = small.encode("hello")
print("characters:", repr(small.chars))
print("ids:       ", ids)
print("and back:  ", small.decode(ids))

# %% [markdown]
# What should a network learn from text that nobody has labelled? To predict what comes next. The text is its own label: at each position the input is a token, and the target is the token after it. Shannon (1951) had people do it, letter by letter, to measure how predictable English is.
#
# ### Exercise 0.2 next_token_pairs
#
# **5 minutes, 1 point.** `next_token_pairs(ids)` takes `ids`, an array of $N$ integers with $N \ge 2$. It returns two arrays of $N-1$ integers, `inputs` and `targets`, so that `targets[n]` is the token that follows `inputs[n]`.
#
# By hand: ids 7, 8, 9 give inputs 7, 8 and targets 8, 9.


# %% exercise="next_token_pairs" minutes=5
def next_token_pairs(ids):
    ### BEGIN SOLUTION
    # Why: All but the last are inputs, all but the first are targets. So position n of both
    # arrays holds neighbours.
    return ids[:-1], ids[1:]
    ### END SOLUTION


# %% check="next_token_pairs" points=1
check_next_token_pairs(next_token_pairs)
### BEGIN HIDDEN TESTS
from helpers.checks.m00_start_here import check_next_token_pairs

check_next_token_pairs(next_token_pairs, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Write the ids on paper, and under them the same ids shifted by one place to the left. Which token has nothing below it? Which has nothing above it? Two slices do it.
#
# </details>
#
# [Worked solution](../../solutions/00_start_here/00_start_here.ipynb#Exercise-0.2-next_token_pairs)
#
# Real text has more characters than *hello*. The help topics that came with your Python are about half a million characters of English.
#
# **Predict first.** How many *different* characters do they contain?

# %% predict="distinct_characters"
prediction = None

# %% volatile
from helpers.datasets.text import pydoc_topics

topics = pydoc_topics()
text = "".join(topics.values())
print(repr("".join(sorted(set(text)))))
score_prediction(prediction, len(set(text)), unit="characters", within=20)

# %% [markdown]
# The next cell uses your `next_token_pairs`, if its check has passed, and otherwise the course's; its first line says which, each time you run it. In later modules, too, your functions do the work: they train models and generate text.

# %% volatile
from helpers.checks.yours import yours
from helpers.datasets.batching import next_token_pairs as reference_pairs

vocab = char_vocab(text)
pairs = yours(next_token_pairs, check_next_token_pairs, reference_pairs)
inputs, targets = pairs(vocab.encode(text))
for before in " et":
    after = targets[inputs == vocab.encode(before)[0]]
    best = np.bincount(after).argmax()
    here, overall = np.mean(after == best), np.mean(targets == best)
    print(f"after {before!r}: {vocab.decode([best])!r} in {here:.0%}; in all {overall:.0%}")

# %% [markdown]
# Compare the two percentages in each line: each follower is more frequent after its character than in the text as a whole. One character already narrows the choice. Module 01 asks what a longer context adds.
#
# ## 4 Limits
#
# The states in section 2 came from random weights. They differ for different orders, but nothing ensures that they keep what matters. The counts in section 3 use one character of context. Module 01 starts from both limits.
#
# ## 5 Summary
#
# - A bag ignores order, and a window takes one length. A state depends on order, and takes any length.
# - Text becomes ids. The targets are the inputs, shifted by one.
# - Run from the top. Predict, answer, check, read the message, take the one step it suggests.
# - Next, in module 01: a state that learns what to keep.
#
# ### Essay: your own sequence
#
# **15 minutes, 2 points, graded by hand.** Name a kind of data from your own life or work in which order matters. In 80 to 150 words, say what a token would be, and give two orders of the same tokens that mean different things (1 point). Say how long a window would have to be so that nothing important falls out of it, and why (1 point).

# %% [markdown] essay="your_own_sequence" points=2 minutes=15
# **Rubric.**
#
# - 1 point: the tokens are named, and an example shows two orders of the same tokens that mean different things.
# - 1 point: the reach of a window is argued from the data (a length, or a reason why no fixed length is enough).
#
# **A good answer**, for instance: key presses in a text editor. "Copy, move, paste" and "move, paste, copy" use the same keys and do different things. No fixed window is enough, since a copy may be pasted hours later.

# %% [markdown]
# ## Last, generate text
#
# The pairs are enough to generate text. Start with a character, look up every character that follows it in the topics, take one at random, and go on from there.

# %% volatile
rng, written = np.random.default_rng(0), list(vocab.encode("T"))
while len(written) < 240:
    followers = targets[inputs == written[-1]]
    written.append(rng.choice(followers))
print(vocab.decode(written))

# %% [markdown]
# Any two adjacent characters here are adjacent somewhere in the original. Copy the code to a cell of your own, and change the seed or the first letter for another text.
#
# ## Reference
#
# You need not read this now. Come back when you are unsure of a symbol or a version.
#
# ### Notation
#
# Papers and courses name the same things differently. These are the names used here, in text and code alike.
#
# | name | shape | meaning |
# |---|---|---|
# | `T`, `B`, `D`, `H`, `V` | | time, batch, input, hidden, vocabulary |
# | `xs`, `hs` | `(T, B, D)`, `(T, B, H)` | a plural is a sequence, and time comes first |
# | `x`, `h`, `h_next` | `(B, D)`, `(B, H)`, `(B, H)` | input, state before, state after one step |
# | `W_x`, `W_h`, `b` | `(D, H)`, `(H, H)`, `(H,)` | weights; always `x @ W` |
# | `W_y`, `b_y` | `(H, V)`, `(V,)` | the readout |
# | `a` | `(B, H)` | a pre-activation, what goes into tanh or a sigmoid |
# | `dX` | that of `X` | the gradient of the loss with respect to `X` |
# | `lengths`, `mask` | `(B,)`, `(T, B)` | number of real steps of each sequence; 1 on real steps, 0 on padding |
#
# A loss is $-\ln P$, where $P$ is the probability that the model gave to what actually came next. With the natural logarithm its unit is the *nat*. One nat is $1/\ln 2 = 1.4427$ bits.
#
# The next table translates other notations. Gates are the subject of modules 04 and 05; come back to it then.
#
# | here | elsewhere | where you meet it |
# |---|---|---|
# | $h_t$, the state | $a^{\langle t \rangle}$ | Ng's course, in which $a$ is an activation; here $a$ is what stands *before* the tanh |
# | $i$, the LSTM's input gate | $\Gamma_u$, "update gate" | Ng's course |
# | $f$, $o$, $g$ of the LSTM | $\Gamma_f$, $\Gamma_o$, $\tilde c$ | Ng's course, whose GRU has a $\Gamma_u$ too: it *writes* |
# | $z$ of the GRU: 1 *keeps* the old state | $z$, "update gate" | Cho et al. (2014), PyTorch, Keras |
# | $1 - z$ | $z$, "update gate": 1 *writes* the new | Chung et al. (2014), the other way round |
# | `x @ W`, batch in rows | $W x$, vectors in columns | most papers: their matrix is the transpose of ours |
# | time first, `(T, B, D)` | `(B, T, D)` | Keras; PyTorch with `batch_first=True` |
#
# So "update gate" has three meanings: an LSTM's input gate, a GRU's gate that keeps, and a GRU's gate that writes. When two sources seem to disagree, look at the equation and not at the name.
#
# Two facts in code: one nat in bits, and a one-hot row times a table. The product only picks a row, so a program looks the row up instead.

# %%
print(f"1 nat = {1 / np.log(2):.4f} bits")
table = np.arange(6.0).reshape(3, 2)
print("row 1 of the table:   ", table[1])
print("one-hot 1 times table:", np.eye(3)[1] @ table)

# %% [markdown]
# ### This machine
#
# Nothing in the course needs a GPU or, once it is installed, the internet. The texts that it reads came with your Python, so with another version your numbers may differ a little from those in the text.

# %% volatile
import os
import platform
from importlib.metadata import version

import torch

from helpers.datasets.registry import cached_path
from helpers.datasets.text import stdlib_sources

for package in ("numpy", "torch", "matplotlib", "jupyterlab", "nbgrader"):
    print(package, version(package))
print("Python", platform.python_version(), "on", platform.system())
print("processors:", os.cpu_count(), "  threads PyTorch uses:", torch.get_num_threads())

# %% volatile
sources = stdlib_sources()
print(f"help topics:      {len(topics)} texts, {sum(map(len, topics.values())):,} characters")
print(f"standard library: {len(sources)} files, {sum(map(len, sources.values())):,} characters")
here = "found" if cached_path("tinyshakespeare") else "not downloaded, and not needed"
print("Tiny Shakespeare:", here)

# %% [markdown]
# ## Sources, read critically
#
# - K. Cho and others (2014), *Learning phrase representations using RNN encoder-decoder for statistical machine translation*, EMNLP. The gated unit; $z$ keeps.
# - J. Chung, C. Gulcehre, K. Cho & Y. Bengio (2014), *Empirical evaluation of gated recurrent neural networks on sequence modeling*, arXiv:1412.3555. The same unit by partly the same authors; $z$ writes.
# - A. Ng and others, *Sequence models*, Coursera. Source of the $a^{\langle t \rangle}$ and $\Gamma$ notation.
# - C. E. Shannon (1951), *Prediction and entropy of printed English*, Bell System Technical Journal 30. Predicting the next letter as a measure of language; people did the predicting.
# - The texts: Python's help topics and standard library, as shipped with the interpreter that runs this notebook (Python Software Foundation License).
