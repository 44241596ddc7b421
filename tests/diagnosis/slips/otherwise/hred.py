import numpy as np


def encode_context(utterances, W_in, W, b):
    H = len(b)
    s = [0.0] * H
    for utt in utterances:
        s_new = []
        for j in range(H):
            total = b[j]
            for i in range(len(utt)):
                total = total + utt[i] * W_in[i][j]
            for i in range(H):
                total = total + s[i] * W[i][j]
            s_new.append(np.tanh(total))
        s = s_new
    return np.array(s, dtype=b.dtype)


def decoder_state(context, thought, W_c, W_t, b):
    joined = np.concatenate([context, thought], axis=-1)
    weights = np.concatenate([W_c, W_t], axis=0)
    return np.tanh(joined @ weights + b)
