import numpy as np


def decode_step(token, state, E, W_in, W, b, W_out, c):
    state = np.tanh(E[:, token] @ W_in + state @ W + b)
    scores = state @ W_out + c
    e = np.exp(scores - scores.max())
    return e / e.sum(), state


def teacher_forcing_loss(state, targets, bos, E, W_in, W, b, W_out, c):
    weights = (E, W_in, W, b, W_out, c)
    fed = [bos] + list(targets)[:-1]
    losses = []
    for inp, want in zip(fed, targets):
        probs, state = decode_step(inp, state, *weights)
        losses.append(-np.log(probs[want]))
    return np.mean(losses)


def beam_search(state, bos, eos, beam_width, max_length, E, W_in, W, b, W_out, c):
    if beam_width < 1:
        raise ValueError("beam_width")
    if max_length < 0:
        raise ValueError("max_length")
    hyps = [([], 0.0, state, False)]
    for step in range(max_length):
        if all(h[3] for h in hyps):
            break
        pool = []
        for seq, score, st, done in hyps:
            if done:
                pool.append((seq, score, st, True))
                continue
            last = seq[-1] if seq else bos
            probs, nxt = decode_step(last, st, E, W_in, W, b, W_out, c)
            for tok, prob in enumerate(probs):
                pool.append((seq + [tok], score + np.log(prob), nxt, tok == eos))
        pool.sort(key=lambda h: (-h[1], h[0]))
        hyps = pool[:beam_width]
    best = hyps[0]
    words = [tok for tok in best[0] if tok != eos and tok != bos]
    return words, best[1]
