"""Gradients before and after clipping, as arrows."""

import numpy as np

from learnrnn.locale import Text
from learnrnn.showing import Arrow, Ask, Expect, Part, Plane, Show

LONG, SHORT = np.array([3.0, 4.0]), np.array([-0.6, 0.8])
MODEL = [np.array([4.0, 0.0]), np.array([0.0, 3.0])]


def _same_way(before, after):
    return abs(before[0] * after[1] - before[1] * after[0]) < 1e-9 and before @ after >= 0


def calls(settings):
    return [Ask("clip_gradient", [gradient, settings["threshold"]], (2,)) for gradient in (LONG, SHORT)]


def draw(settings, long, short):
    threshold = settings["threshold"]
    yield Plane(
        Text(f"Two gradients, held to {threshold:g}", f"2つの勾配（しきい値 {threshold:g}）"),
        [
            Arrow("long", *LONG),
            Arrow("long, clipped", *long, longest=threshold),
            Arrow("short, clipped", *short, longest=threshold),
        ],
    )
    yield Expect(
        _same_way(LONG, long) and _same_way(SHORT, short),
        "Clipping has turned an arrow. The direction should stay, only the length changes.",
        "クリッピングで矢印の向きが変わりました。向きはそのままで、長さだけが変わるはずです。",
    )
    yield Expect(
        threshold > 5 or abs(np.hypot(*long) - threshold) < 1e-6,
        f"The long gradient should be cut to the norm {threshold:g}, and has {np.hypot(*long):.3g}.",
        f"長い勾配のノルムは {threshold:g} になるはずですが、{np.hypot(*long):.3g} です。",
    )
    yield Expect(
        threshold < 1 or np.allclose(short, SHORT),
        "The short gradient has a norm of 1, which is not above the threshold: it should stay as it is.",
        "短い勾配のノルムは1で、しきい値を超えていません。そのまま残るはずです。",
    )


def model_calls(settings):
    return [Ask("clip_global_norm", [MODEL, settings["threshold"]], [[(2,), (2,)], ()])]


def draw_model(settings, found):
    (a, b), norm = found
    threshold = settings["threshold"]
    yield Plane(
        Text(
            f"A model's two gradients, one norm over both: {norm:.3g}",
            f"モデルの2つの勾配、全体のノルムは {norm:.3g}",
        ),
        [
            Arrow("a", *MODEL[0]),
            Arrow("b", *MODEL[1]),
            Arrow("a, clipped", *a),
            Arrow("b, clipped", *b),
        ],
    )
    yield Expect(
        np.hypot(np.linalg.norm(a), np.linalg.norm(b)) <= threshold + 1e-6,
        "Taken together the clipped gradients are longer than the threshold.",
        "クリッピング後の勾配全体のノルムが、しきい値を超えています。",
    )
    yield Expect(
        abs(a[0] * 3 - b[1] * 4) < 1e-6,
        "The two should keep their proportion of 4 to 3.",
        "2つの勾配の比は4対3のままになるはずです。",
    )


SHOW = Show(
    parts=[Part(calls, draw), Part(model_calls, draw_model)],
    settings={"threshold": 2.5},
    en="An arrow that is too long is cut and keeps its direction. Try `--threshold 1` and `--threshold 10`.",
    ja="長すぎる矢印は、向きを保ったまま短くなります。`--threshold 1` や `--threshold 10` も試しましょう。",
)
