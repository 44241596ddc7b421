import numpy as np


def gate(pre, peep, cell):
    return 1 / (1 + np.exp(-(pre + peep * cell)))


def peephole_step(x, h_prev, c_prev, W, U, b, p_i, p_f, p_o):
    pre = np.hstack([x, h_prev]) @ np.vstack([W, U]) + b
    pre_a, pre_i, pre_f, pre_o = np.hsplit(pre, 4)
    in_gate = gate(pre_i, p_i, c_prev)
    forget = gate(pre_f, p_f, c_prev)
    cell = forget * c_prev
    cell = cell + in_gate * np.tanh(pre_a)
    out_gate = gate(pre_o, p_o, cell)
    return out_gate * np.tanh(cell), cell
