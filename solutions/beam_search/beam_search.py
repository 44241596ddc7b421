"""Beam search: several beginnings at once (course note, section 5).

    teacher forcing   loss = mean over t of -log p_t(target_t)     fed: bos, then each right token
    beam search       score of a sentence = sum over its tokens of log p, eos included
                      each step: candidates = ended sentences, and the others with one token more
                      the beam_width best of them stay

Letters: T targets, V tokens in the vocabulary, d numbers a token, H hidden units. E is (d, V).
"""

import numpy as np


def decode_step(token, state, E, W_in, W, b, W_out, c):
    """One step of the Decoder, as in seq2seq: p (V,) of the next token, and the new state (H,)."""
    state = np.tanh(E[:, token] @ W_in + state @ W + b)
    scores = state @ W_out + c  # (V,)
    e = np.exp(scores - scores.max())
    return e / e.sum(), state


def teacher_forcing_loss(state, targets, bos, E, W_in, W, b, W_out, c):
    """The mean of -log p of the targets (T,), a number.

    Fed are bos and then each target, never what the model said. state (H,),
    the weights as in decode_step.
    """
    # BEGIN SOLUTION
    loss, token = 0.0, bos
    for target in targets:
        p, state = decode_step(token, state, E, W_in, W, b, W_out, c)
        loss -= np.log(p[target])
        token = target  # whatever the model said
    return loss / len(targets)
    # END SOLUTION


def beam_search(state, bos, eos, beam_width, max_length, E, W_in, W, b, W_out, c):
    """The best answer found, as a list of ids without bos and eos, and the log of its probability.

    Of equally probable sentences the lexicographically smaller one comes first.
    state (H,), the weights as in decode_step. Raises ValueError if beam_width < 1
    or max_length < 0.
    """
    # BEGIN SOLUTION
    if beam_width < 1 or max_length < 0:
        raise ValueError(
            f"beam_width must be 1 or more, max_length 0 or more; got {beam_width}, {max_length}"
        )
    beam = [(0.0, [], state)]  # the log of its probability, its tokens, the state before the next one
    for _ in range(max_length):
        candidates = []
        for log_p, tokens, state in beam:
            if tokens[-1:] == [eos]:
                candidates.append((log_p, tokens, state))
                continue
            p, after = decode_step((tokens or [bos])[-1], state, E, W_in, W, b, W_out, c)
            candidates += [(log_p + np.log(p[k]), [*tokens, k], after) for k in range(len(p))]
        candidates.sort(key=lambda candidate: (-candidate[0], candidate[1]))
        beam = candidates[:beam_width]
        if all(tokens[-1] == eos for _, tokens, _ in beam):
            break
    log_p, tokens, _ = beam[0]
    return [token for token in tokens if token not in {bos, eos}], log_p
    # END SOLUTION
