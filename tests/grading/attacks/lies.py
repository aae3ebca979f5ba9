"""Results that lie about what they are."""

from tests.grading.attacks.attack import Attack

ATTACKS = {
    "always_equal": Attack(
        "Returns an object that is equal to everything and says it is an array.",
        one_hot="""
class Equal:
    __class__ = property(lambda self: np.ndarray)
    shape, ndim, size, dtype = (5, 6), 2, 30, np.dtype(float)
    __hash__ = None

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __array_ufunc__(self, *args, **kwargs):
        return np.bool_(True)

    def __array_function__(self, *args, **kwargs):
        return True

    def __len__(self):
        return 5


def one_hot(ids, V):
    return Equal()
""",
    ),
    "lying_array": Attack(
        "Returns an ndarray subclass whose every operation says that nothing differs.",
        one_hot="""
class Lying(np.ndarray):
    def __array_ufunc__(self, *args, **kwargs):
        return np.zeros(self.shape)

    def __array_function__(self, *args, **kwargs):
        return True

    def __array_finalize__(self, obj):
        pass

    def __array_wrap__(self, *args):
        return 0.0

    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__
    __hash__ = None

    def copy(self, order="C"):
        return 0.0

    def tobytes(self, order="C"):
        return b""


def one_hot(ids, V):
    return np.zeros((len(ids), V)).view(Lying)
""",
    ),
    "lying_class": Attack(
        "Returns an object whose class, metaclass and attributes raise SystemExit.",
        one_hot="""
class Meta(type):
    def __getattribute__(cls, name):
        raise SystemExit(0)

    def __instancecheck__(cls, other):
        return True


class Closed(metaclass=Meta):
    def __getattribute__(self, name):
        raise SystemExit(0)

    def __reduce_ex__(self, protocol):
        raise SystemExit(0)


def one_hot(ids, V):
    return object.__new__(Closed)
""",
    ),
    "lying_float": Attack(
        "Returns rows of float subclasses that equal every number.",
        one_hot="""
class Any(float):
    __hash__ = None

    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__

    def __float__(self):
        return 1.0

    def __repr__(self):
        return "1.0"


def one_hot(ids, V):
    return [[Any(7) for _ in range(V)] for _ in ids]
""",
    ),
    "lying_function": Attack(
        "Gives an object that claims to be a function with the reference's name and code.",
        one_hot="""
class Function:
    __name__ = __qualname__ = "one_hot"
    __module__ = "helpers.scratch.ops"
    __class__ = type(lambda: 0)
    __code__ = (lambda ids, V: 0).__code__
    __globals__ = {}

    def __eq__(self, other):
        return True

    __hash__ = None

    def __call__(self, ids, V):
        return np.ones((len(ids), V))


one_hot = Function()
""",
    ),
    "lying_interface": Attack(
        "Returns objects that hand out another buffer through each of NumPy's array protocols.",
        one_hot="""
class Interface:
    def __init__(self, rows):
        self.rows = rows

    @property
    def __array_interface__(self):
        return {"shape": (10**9, 10**9), "typestr": "<f8", "data": (8, False), "version": 3}

    def __array__(self, *args, **kwargs):
        return np.eye(3)

    def __dlpack__(self, **kwargs):
        raise SystemExit(0)

    def __buffer__(self, flags):
        return memoryview(b"")


def one_hot(ids, V):
    return Interface(np.zeros((len(ids), V)))
""",
    ),
    "lying_tuple": Attack(
        "Returns a tuple subclass that lies about its length and its items.",
        pairs="""
class Lying(tuple):
    ids = np.arange(3)

    def __len__(self):
        return 2

    def __iter__(self):
        return iter((Lying.ids[:-1], Lying.ids[1:]))

    def __getitem__(self, i):
        return (Lying.ids[:-1], Lying.ids[1:])[i]

    def __eq__(self, other):
        return True

    __hash__ = None


def next_token_pairs(ids):
    Lying.ids = ids
    return Lying((ids, ids, ids))
""",
    ),
    "object_array": Attack(
        "Returns arrays of objects, of records, of texts and of dates.",
        one_hot="""
def one_hot(ids, V):
    class Yes:
        __hash__ = None

        def __eq__(self, other):
            return True

        def __float__(self):
            return 1.0

    return np.array([[Yes() for _ in range(V)] for _ in ids], dtype=object)
""",
        pairs="""
def next_token_pairs(ids):
    record = np.zeros(len(ids) - 1, dtype=[("inputs", "i8"), ("__proto__", "O")])
    return record, np.array(["2026"] * (len(ids) - 1), dtype="M8[s]")
""",
    ),
    "changing_result": Attack(
        "Returns arrays that a thread goes on changing after the call.",
        one_hot="""
import threading

latest = []


def spin():
    while True:
        for rows in latest[-3:]:
            rows += 1


threading.Thread(target=spin, daemon=True).start()


def one_hot(ids, V):
    latest.append(np.zeros((len(ids), V)))
    return latest[-1]
""",
    ),
    "arguments_changed": Attack(
        "Changes the arguments so that they fit its result.",
        one_hot="""
def one_hot(ids, V):
    ids[:] = 0
    rows = np.zeros((len(ids), V))
    rows[:, 0] = 1.0
    return rows
""",
        pairs="""
def next_token_pairs(ids):
    ids.resize(2, refcheck=False)
    return ids[:-1], ids[1:]
""",
    ),
    "mapped_file": Attack(
        "Returns arrays over files that shrink while they are read.",
        one_hot=r"""
import os


def one_hot(ids, V):
    home = os.path.expanduser("~")
    path = home + "/mapped" if os.access(home, 2) else "/tmp/mapped"
    with open(path, "wb") as file:
        file.write(b"\0" * 8 * len(ids) * V)
    rows = np.memmap(path, dtype=float, shape=(len(ids), V))
    os.truncate(path, 0)
    return rows
""",
    ),
    "pickled_command": Attack(
        "Returns an object whose unpickling or copying would run a command.",
        one_hot="""
import os


class Command:
    def __reduce__(self):
        return os.system, ("touch attack-was-here /tmp/attack-was-here ~/attack-was-here",)

    def __deepcopy__(self, memo):
        print("FOUND a copy")
        return np.eye(3)


def one_hot(ids, V):
    rows = np.empty((len(ids), V), dtype=object)
    rows[:] = Command()
    return rows
""",
    ),
    "nan_everywhere": Attack(
        "Returns NaN, infinities and negative zeros, with which no comparison is true.",
        one_hot="""
def one_hot(ids, V):
    return np.full((len(ids), V), np.nan)
""",
        pairs="""
def next_token_pairs(ids):
    return np.full(len(ids) - 1, np.inf), np.full(len(ids) - 1, -0.0)
""",
    ),
}
