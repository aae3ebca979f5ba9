# %% [markdown]
# # 00 Start here
#
# **20 minutes.** After this module you can
#
# - work through a notebook of this course: answers, checks, hints, predictions, scorecard;
# - read what a check says, and do what it suggests;
# - translate between this course's symbols and those of papers and other courses;
# - say why order needs a model of its own, and turn a text into arrays that a network can read.
#
# You need Python, and NumPy up to indexing and matrix products.

# %% setup
import numpy as np

from helpers.checks.m00_start_here import (
    check_next_token_pairs,
    check_one_hot,
)

# %% [markdown]
# ## 1 How a notebook works
#
# A notebook is a list of cells. **Shift+Enter** runs a cell and moves on. Cells share one Python process, the *kernel*, so the order in which you run them matters. When in doubt, use *Kernel, Restart Kernel*, and run from the top. The cell above is the *setup*: without it, nothing below works.
#
# Your copy lives in `workspace/`. It is never overwritten: neither by starting the course again nor by updating it.
#
# The next two cells tell what this machine has. Nothing in the course needs a GPU or, once installed, a network.

# %% volatile
import os
import platform
from importlib.metadata import version

import torch

print("Python", platform.python_version(), "on", platform.system())
for package in ("numpy", "torch", "matplotlib", "jupyterlab", "nbgrader"):
    print(package, version(package))
print("processors:", os.cpu_count(), "  threads PyTorch uses:", torch.get_num_threads())

# %% volatile
from helpers.datasets.registry import cached_path
from helpers.datasets.text import pydoc_topics, stdlib_sources

topics, sources = pydoc_topics(), stdlib_sources()
print(f"help topics:      {len(topics)} texts, {sum(map(len, topics.values())):,} characters")
print(f"standard library: {len(sources)} files, {sum(map(len, sources.values())):,} characters")
here = "found" if cached_path("tinyshakespeare") else "not downloaded, and not needed"
print("Tiny Shakespeare:", here)

# %% [markdown]
# The help topics and the standard library are real text that came with your Python: English prose, and a large body of code. So the numbers on your screen may differ a little from those printed elsewhere, if your Python is another version.
#
# ### An exercise
#
# An exercise has four parts: a prompt with the function's name and the shapes of its arrays, an answer cell for you, a check, and a hint to unfold. The stub in the answer cell says `raise NotImplementedError()`. Put your code in its place.
#
# A *check* runs your function on small inputs and compares it with the course's own. It stops at the first thing that is wrong and tells you one next step. Nothing is lost when a check fails. Run it as often as you like.
#
# Here is one that fails on purpose. A *token* is one item of a sequence, such as a character or a word, and it is given as a number. The function below should turn such numbers into one-hot rows: all zeros but for a single 1, in the column that the number names. Find the mistake, if you can, before you read the message.

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
# Read it slowly, line by line. The first names one wrong entry: row 0, column 1 of `rows` is 1 and should be 0. In brackets it says how many entries differ. The second line is the call, with the shapes of what went in, so that you can repeat it. The third is the one thing to look at next.
#
# Our friend counts tokens from 1. Python counts from 0, so `token - 1` moves each 1 a column to the left. Token 0 gets column -1, which to NumPy is the last.
#
# Now the same exercise is yours.
#
# ### Exercise 0.1 one_hot
#
# **5 minutes, 1 point.** `one_hot(ids, V)` takes `ids`, an array of $N$ integers from 0 to $V-1$, and $V$, the size of the vocabulary. It returns an array of floats, shape $(N, V)$. Row $n$ is 1 in column `ids[n]` and 0 elsewhere.
#
# By hand: `one_hot(np.array([2, 0]), 3)` is `[[0, 0, 1], [1, 0, 0]]`.


# %% exercise="one_hot" minutes=5
def one_hot(ids, V):
    ### BEGIN SOLUTION
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
# That link opens the same notebook, solved. You will learn more if you try the hint first. When you are stuck, this order costs least: read the message again, do what its last line says, work the case by hand, unfold the hint, look at the solution, close it, and write it from memory. An exercise left open blocks nothing. Everything below it uses the course's own functions.
#
# ### A prediction
#
# Before an experiment the course asks what you expect. There are no points for it. You will notice a surprise only if you had an expectation. Predict, run, compare.
#
# **Predict first.** The help topics of Python are about half a million characters of English. How many *different* characters are among them? Write a number in place of `None`, run the cell, then the next one.

# %% predict="distinct_characters"
prediction = None

# %% volatile
from helpers.checks.predict import score_prediction
from helpers.datasets.text import char_vocab

text = "".join(topics.values())
vocab = char_vocab(text)
print(repr("".join(sorted(set(text)))))
score_prediction(prediction, len(set(text)), unit="characters", within=20)

# %% [markdown]
# ### The scorecard
#
# `course progress`, typed in a terminal (in JupyterLab: *File, New, Terminal*), lists what you have passed and tried in each module, the points, and how many predictions you made. It reads your saved notebooks, so save first.
#
# If an instructor gave you this notebook, your grade comes from the same checks, run again with other numbers. A function that only returns the expected values for the numbers it has seen will not pass there.
#
# ## 2 Why sequences?
#
# Many models look at a *bag of words*: how often each word occurs, whatever its place. Here are two sentences of very different meaning.

# %%
from collections import Counter

first, second = "dog bites man".split(), "man bites dog".split()
print("bag of the first: ", sorted(Counter(first).items()))
print("bag of the second:", sorted(Counter(second).items()))
print("same bag:     ", Counter(first) == Counter(second))
print("same sequence:", first == second)

# %% [markdown]
# Any model of the bag gives both sentences the same answer, however many parameters it has. The order is gone before the model sees anything.
#
# So keep the order: give each position its own place in a long input vector. With three words out of a vocabulary of $V$, that is a vector of length $3V$, and one weight matrix reads it.

# %%
words = sorted(set(first))
V = len(words)
print("vocabulary:", words)


def window_input(sentence):
    """The sentence as one vector: a one-hot row for each position, end to end, (3V,)."""
    return np.eye(V)[[words.index(word) for word in sentence]].ravel()


W = np.random.default_rng(0).normal(size=(3 * V, 2))
print("first: ", np.round(window_input(first) @ W, 2))
print("second:", np.round(window_input(second) @ W, 2))

# %% [markdown]
# Now the two differ. But try one word more.

# %%
longer = "man bites dog dog".split()
try:
    print(window_input(longer) @ W)
except ValueError as error:
    print("ValueError:", str(error)[:75], "...")

# %% [markdown]
# A fixed window takes one length and no other. There is a second fault, less visible: what the matrix learns about *dog* in first place says nothing about *dog* in third place. Every position starts from zero.
#
# A recurrent network mends both with one idea. It reads one token at a time with the same weights, and it keeps a *state* of fixed size between tokens. In its smallest form, with $i_t$ the number of the word at step $t$ and $W_x[i]$ row $i$ of $W_x$:
#
# $$ h_t = \tanh(W_x[i_t] + h_{t-1} W_h), \qquad h_0 = 0. $$
#
# The state $h_t$ has $H$ numbers; below $H = 4$. $W_x$ $(V, H)$ holds one row for each word. $W_h$ $(H, H)$ says how the old state enters the new.

# %%
rng = np.random.default_rng(0)
W_x, W_h = rng.normal(size=(V, 4)), 0.5 * rng.normal(size=(4, 4))


def last_state(sentence):
    h = np.zeros(4)
    for word in sentence:
        h = np.tanh(W_x[words.index(word)] + h @ W_h)
    return h


for sentence in (first, second, longer):
    print(f"{' '.join(sentence):18s}", np.round(last_state(sentence), 2))

# %% [markdown]
# Different orders give different states, and any length will do. Each state is 4 numbers, however long the sentence. How such weights are *learned* is module 01.
#
# ## 3 From text to arrays
#
# A network reads numbers. A *vocabulary* gives each distinct token an integer, its *id*. Here a token is one character.

# %%
from helpers.datasets.text import char_vocab

small = char_vocab("hello")
ids = small.encode("hello")
print("characters:", repr(small.chars))
print("ids:       ", ids)
print("and back:  ", small.decode(ids))

# %% [markdown]
# What should a network learn from text nobody has labelled? To predict what comes next. The text is its own label: at each position the input is a token, and the target is the token after it.
#
# ### Exercise 0.2 next_token_pairs
#
# **5 minutes, 1 point.** `next_token_pairs(ids)` takes `ids`, an array of $N$ integers with $N \ge 2$. It returns two arrays of $N-1$ integers, `inputs` and `targets`, so that `targets[n]` is the token that follows `inputs[n]`.
#
# By hand: ids 7, 8, 9 give inputs 7, 8 and targets 8, 9.


# %% exercise="next_token_pairs" minutes=5
def next_token_pairs(ids):
    ### BEGIN SOLUTION
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
# On real text, the reference does this:

# %% volatile
from helpers.datasets.batching import next_token_pairs as reference_pairs

sample = topics["while"][:60]
inputs, targets = reference_pairs(vocab.encode(sample))
for input_id, target_id in list(zip(inputs, targets, strict=True))[:6]:
    print(f"after {vocab.decode([input_id])!r} comes {vocab.decode([target_id])!r}")

# %% [markdown]
# How much does the character before tell? Count, for the most frequent characters, what follows.

# %% volatile
for before, _ in Counter(text).most_common(6):
    followers = Counter(b for a, b in zip(text, text[1:], strict=False) if a == before)
    best, count = followers.most_common(1)[0]
    after, overall = count / followers.total(), text.count(best) / len(text)
    print(f"after {before!r}: {best!r} in {after:.0%} of cases; in all the text {overall:.0%}")

# %% [markdown]
# Compare the two percentages of a line: each follower is more frequent after its character than in the text at large. So one character already narrows the choice. Module 01 asks what many can do.
#
# ## 4 One language for symbols
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
# | `lengths`, `mask` | `(B,)`, `(T, B)` | real steps of each sequence; 1 on real steps, 0 on padding |
#
# A loss is $-\ln P$, where $P$ is the probability that the model gave to what really came. With the natural logarithm its unit is the *nat*. One nat is $1/\ln 2 = 1.4427$ bits.
#
# And a bridge to others. The gates are the subject of modules 04 and 05. Come back to this table then.
#
# | here | elsewhere | where you meet it |
# |---|---|---|
# | $h_t$, the state | $a^{\langle t \rangle}$ | Ng's course, in which $a$ is an activation; here $a$ is what stands *before* the tanh |
# | $i$, the LSTM's input gate | $\Gamma_u$, "update gate" | Ng's course |
# | $f$, $o$, $g$ of the LSTM | $\Gamma_f$, $\Gamma_o$, $\tilde c$ | Ng's course, whose GRU has a $\Gamma_u$ too: it *writes* |
# | $z$ of the GRU: 1 *keeps* the old state | $z$, "update gate" | Cho et al. (2014), PyTorch, Keras |
# | $1 - z$ | $z$, "update gate": 1 *writes* the new | Chung et al. (2014), the other way round |
# | `x @ W`, batch in rows | $W x$, vectors in columns | most papers: their matrix is our transpose |
# | time first, `(T, B, D)` | `(B, T, D)` | Keras; PyTorch with `batch_first=True` |
#
# So "update gate" has three meanings: an LSTM's input gate, a GRU's gate that keeps, and a GRU's gate that writes. When two sources seem to disagree, look at the equation and not at the name.
#
# Two of these lines in code: the factor between nats and bits, and a one-hot row times a table. The product only picks a row, so a program looks the row up instead.

# %%
print(f"1 nat = {1 / np.log(2):.4f} bits")
table = np.arange(6.0).reshape(3, 2)
print("row 1 of the table:   ", table[1])
print("one-hot 1 times table:", np.eye(3)[1] @ table)

# %% [markdown]
# ## 5 Limits
#
# The states in section 2 came from random weights. They differ for different orders, but nothing says that they keep what matters. The counts in section 3 know one character of context. Both are where module 01 starts.
#
# ## 6 Summary
#
# - Run from the top. Answer, check, read the message, take the one step it suggests.
# - Predict before you run.
# - A bag has no order, and a window has one length. A state has order, and takes any length.
# - Text becomes ids. The target is the input, shifted by one.
#
# ### Essay: your own sequence
#
# **2 points, graded by hand.** Name a kind of data from your own life or work in which order matters. In 80 to 150 words, say what a token would be, and give two orders of the same tokens that mean different things (1 point). Say how long a window would have to be so that nothing important falls out of it, and why (1 point).

# %% [markdown] essay="your_own_sequence" points=2
# **Rubric.**
#
# - 1 point: the tokens are named, and an example shows two orders of the same tokens that mean different things.
# - 1 point: the reach of a window is argued from the data (a length, or a reason why no fixed length is enough).
#
# **A good answer**, for instance: key presses in a text editor. "Copy, move, paste" and "move, paste, copy" use the same keys and do different things. No fixed window is enough, since a copy may be pasted hours later.

# %% [markdown]
# ## Sources, read critically
#
# - K. Cho et al. (2014), *Learning phrase representations using RNN encoder-decoder for statistical machine translation*, EMNLP. The gated unit; $z$ keeps.
# - J. Chung, C. Gulcehre, K. Cho & Y. Bengio (2014), *Empirical evaluation of gated recurrent neural networks on sequence modeling*, arXiv:1412.3555. The same unit by partly the same authors; $z$ writes.
# - A. Ng et al., *Sequence models*, Coursera. Source of the $a^{\langle t \rangle}$ and $\Gamma$ notation.
# - C. E. Shannon (1951), *Prediction and entropy of printed English*, Bell System Technical Journal 30. Predicting the next letter as a measure of language; people did the predicting.
# - The texts: Python's help topics and standard library, as shipped with the interpreter that runs this notebook (Python Software Foundation License).
