import numpy as np
from dataclasses import dataclass


@dataclass
class Hypothesis:
    tokens: tuple
    score: float
    state: object
    done: bool = False


def step(token, state, E, W_in, W, b, W_out, c):
    state = np.tanh(E[:, token] @ W_in + state @ W + b)
    logits = state @ W_out + c
    shifted = logits - np.max(logits)
    return shifted - np.log(np.sum(np.exp(shifted))), state


def teacher_forcing_loss(state, targets, bos, E, W_in, W, b, W_out, c):
    total = 0.0
    fed = bos
    for target in targets:
        log_p, state = step(fed, state, E, W_in, W, b, W_out, c)
        total -= log_p[target]
        fed = target
    return float(total / len(targets))


def beam_search(state, bos, eos, beam_width, max_length, E, W_in, W, b, W_out, c):
    if beam_width < 1 or max_length < 0:
        raise ValueError("beam_width and max_length")
    beam = [Hypothesis((), 0.0, state)]
    for _ in range(max_length):
        if all(hyp.done for hyp in beam):
            break
        pool = []
        for hyp in beam:
            if hyp.done:
                pool.append(hyp)
                continue
            last = hyp.tokens[-1] if hyp.tokens else bos
            log_p, new_state = step(last, hyp.state, E, W_in, W, b, W_out, c)
            for token in range(len(log_p)):
                new_score = hyp.score + log_p[token]
                pool.append(Hypothesis((*hyp.tokens, token), new_score, new_state, token == eos))
        pool.sort(key=lambda hyp: (-hyp.score, hyp.tokens))
        beam = pool[:beam_width]
    best = beam[0]
    ids = [int(t) for t in best.tokens if t not in (bos, eos)]
    return ids, float(best.score)
