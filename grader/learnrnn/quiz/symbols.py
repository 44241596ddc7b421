"""The TeX commands that a terminal can be shown, and the letters that have a small form in Unicode."""

from __future__ import annotations

import unicodedata

SYMBOLS = {
    **{
        name: unicodedata.lookup(f"GREEK SMALL LETTER {name.upper().replace('LAMBDA', 'LAMDA')}")
        for name in [
            "alpha",
            "beta",
            "gamma",
            "delta",
            "epsilon",
            "zeta",
            "eta",
            "theta",
            "kappa",
            "lambda",
            "mu",
            "nu",
            "xi",
            "pi",
            "rho",
            "sigma",
            "tau",
            "phi",
            "chi",
            "psi",
            "omega",
        ]
    },
    **{
        name: unicodedata.lookup(f"GREEK CAPITAL LETTER {name.upper().replace('LAMBDA', 'LAMDA')}")
        for name in ["Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega"]
    },
    "varepsilon": "ε",
    "cdot": "·",
    "times": "×",
    "div": "÷",
    "odot": "⊙",
    "circ": "∘",
    "pm": "±",
    "partial": "∂",
    "nabla": "∇",
    "sum": "Σ",
    "prod": "Π",
    "int": "∫",
    "infty": "∞",
    "sim": "∼",
    "approx": "≈",
    "ne": "≠",
    "neq": "≠",
    "le": "≤",
    "leq": "≤",
    "ge": "≥",
    "geq": "≥",
    "ll": "≪",
    "gg": "≫",
    "propto": "∝",
    "in": "∈",
    "to": "→",
    "rightarrow": "→",
    "leftarrow": "←",
    "Rightarrow": "⇒",
    "mapsto": "↦",
    "top": "⊤",
    "ldots": "…",
    "dots": "…",
    "cdots": "⋯",
    "mid": "|",
    "lVert": "‖",
    "rVert": "‖",
    "Vert": "‖",
    "prime": "′",
    "ell": "ℓ",
    "lfloor": "⌊",
    "rfloor": "⌋",
    "lceil": "⌈",
    "rceil": "⌉",
    "quad": " ",
    "left": "",
    "right": "",
    "mathcal": "",
}
FUNCTIONS = {
    "tanh",
    "exp",
    "log",
    "ln",
    "max",
    "min",
    "argmax",
    "softmax",
    "sigmoid",
    "relu",
    "sin",
    "cos",
    "det",
}
WRAPPERS = {"text", "mathrm", "mathbb", "mathbf", "mathit", "operatorname", "boldsymbol"}
ACCENTS = {"bar": "\u0304", "hat": "\u0302", "tilde": "\u0303", "vec": "\u20d7", "dot": "\u0307"}
ESCAPED = {
    "{": "{",
    "}": "}",
    "$": "$",
    "%": "%",
    "&": "&",
    "#": "#",
    "_": "_",
    "|": "‖",
    "\\": " ",
    ",": " ",
} | dict.fromkeys((";", ":", " ", "!"), " ")
RELATIONS = set("=<>≈≠≤≥∼→←⇒∈∝≪≫")

ABOVE = dict(
    zip(
        "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW⊤′−*",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵀ′⁻*",
        strict=True,
    )
)
BELOW = dict(
    zip("0123456789+-=()aehijklmnoprstuvx−βγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ₋ᵦᵧᵨᵩᵪ", strict=True)
)
