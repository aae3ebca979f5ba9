"""Every cell that `unroll` runs, in one list: the place to look for what there is.

The depth-gated LSTM and the Grid LSTM read more than one input; they are in their own files
under variants/, with functions that run them over time.
"""

from helpers.scratch.cells import GRU, LSTM, RELU_RNN, RNN
from helpers.scratch.contract.validation import require_count
from helpers.scratch.variants.clockwork import clockwork_cell
from helpers.scratch.variants.diagonal import DIAGONAL, LRU
from helpers.scratch.variants.greff import GREFF
from helpers.scratch.variants.gru import GRU_RESET_BEFORE
from helpers.scratch.variants.lstm import COUPLED, LSTM_1997
from helpers.scratch.variants.minimal import MGU
from helpers.scratch.variants.minrnn import MIN_GRU, MIN_LSTM
from helpers.scratch.variants.multiplicative import MLSTM, MRNN
from helpers.scratch.variants.orthogonal import CAYLEY_RNN, HOUSEHOLDER_RNN
from helpers.scratch.variants.skips import LEAKY, delay_cell
from helpers.scratch.variants.unitary import unitary_cell


def family(H, delay=3):
    """Return every cell for H hidden units: {name: Cell}.

    The clockwork cell's periods are 1, 2, 4, 8, 1, ... over its units; the delayed one looks
    `delay` steps back.
    """
    periods = [2 ** (unit % 4) for unit in range(require_count("H", H))]
    cells = [RNN, RELU_RNN, LSTM, GRU, GRU_RESET_BEFORE, LSTM_1997, COUPLED]
    cells += [*GREFF.values(), MRNN, MLSTM, MGU, MIN_GRU, MIN_LSTM]
    cells += [LEAKY, delay_cell(delay), clockwork_cell(periods)]
    cells += [CAYLEY_RNN, HOUSEHOLDER_RNN, unitary_cell(), DIAGONAL, LRU]
    return {cell.name: cell for cell in cells}
