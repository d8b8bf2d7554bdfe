"""Outputs, losses and gradients of small sequence networks, by PyTorch's own layers in double precision.

    oracle-venv/bin/pip install torch==2.15.0 numpy
    oracle-venv/bin/python3 tests/oracle/neural/make.py           # or with a folder for the tables

Parameters and inputs come from formulas that the test repeats, so that the tables hold results alone.
"""

import math
import sys
from pathlib import Path

import numpy
import torch
from torch.nn import functional

torch.set_default_dtype(torch.float64)
WIDTH, HEADS, BLOCKS, LENGTH, ITEMS, VALUES = 4, 2, 2, 5, 7, 3
SEQUENCES = [[0, 3, 5, 2, 6], [4], [1, 5, 0]]
TARGETS = [[3, 5, 2, 6, 1], [2], [5, 0, 3]]
NEGATIVES = [[1, 3, 4], [0, 2, 6], [5, 1, 6]]
COLUMNS = [[(0, 1.0)], [(0, 0.5), (1, 0.5)], [(2, 1.0)], [], [(1, 1.0)], [(2, 1.0)], [(0, 0.5), (2, 0.5)]]
CALIBRATION = 0.75


def types(at):
    return 1 + at % 3


def gap(at):
    return (at * 5) % 32


class Parameters:
    """Parts one behind the other, in the order in which the library lays them out."""

    def __init__(self):
        self.parts = []
        self.at = 0

    def part(self, rows, columns, norm=False):
        n = rows * columns
        values = [0.4 * math.sin(1.7 * at + 0.3) + (1.0 if norm else 0.0) for at in range(self.at, self.at + n)]
        # As the library holds them.
        values = numpy.array(values, dtype=numpy.float32).astype(numpy.float64)
        tensor = torch.tensor(values.reshape(rows, columns), requires_grad=True)
        self.parts.append((self.at, tensor))
        self.at += n
        return tensor


def transformer(parameters):
    blocks = []
    for _ in range(BLOCKS):
        blocks.append({
            "gain": parameters.part(1, WIDTH, norm=True), "shift": parameters.part(1, WIDTH),
            "attention": parameters.part(WIDTH, 3 * WIDTH),
            "gain2": parameters.part(1, WIDTH, norm=True), "shift2": parameters.part(1, WIDTH),
            "first": parameters.part(WIDTH, WIDTH), "first_bias": parameters.part(1, WIDTH),
            "second": parameters.part(WIDTH, WIDTH), "second_bias": parameters.part(1, WIDTH),
        })
    gain, shift = parameters.part(1, WIDTH, norm=True), parameters.part(1, WIDTH)

    def norm(rows, gain, shift):
        return functional.layer_norm(rows, (WIDTH,), gain[0], shift[0], eps=1e-8)

    def encode(rows):
        for block in blocks:
            projected = norm(rows, block["gain"], block["shift"]) @ block["attention"]
            heads = [part.reshape(len(rows), HEADS, -1).transpose(0, 1) for part in projected.chunk(3, dim=1)]
            attended = functional.scaled_dot_product_attention(*heads, is_causal=True)
            rows = rows + attended.transpose(0, 1).reshape(len(rows), WIDTH)
            fed = norm(rows, block["gain2"], block["shift2"])
            inner = functional.relu(functional.linear(fed, block["first"].T, block["first_bias"][0]))
            rows = rows + functional.linear(inner, block["second"].T, block["second_bias"][0])
        return norm(rows, gain, shift)

    return encode


def recurrent(parameters):
    weights, bias = parameters.part(WIDTH, 3 * WIDTH), parameters.part(1, 3 * WIDTH)
    state, state_bias = parameters.part(WIDTH, 3 * WIDTH), parameters.part(1, WIDTH)

    def encode(rows):
        unit = torch.nn.GRU(WIDTH, WIDTH)
        both = torch.cat([torch.zeros(2 * WIDTH), state_bias[0]])
        named = {"weight_ih_l0": weights.T, "weight_hh_l0": state.T, "bias_ih_l0": bias[0], "bias_hh_l0": both}
        output, _ = torch.func.functional_call(unit, named, (rows.unsqueeze(1),))
        return output.squeeze(1)

    return encode


def run(name, encoder, has_places, loss_name, folder):
    parameters = Parameters()
    places = parameters.part(LENGTH, WIDTH) if has_places else None
    of_types, of_gaps = parameters.part(32, WIDTH), parameters.part(32, WIDTH)
    encode = encoder(parameters)
    items, values = parameters.part(ITEMS, WIDTH), parameters.part(VALUES, WIDTH)
    vectors = torch.stack([
        items[item] + sum((weight * values[value] for value, weight in COLUMNS[item]), torch.zeros(WIDTH))
        for item in range(ITEMS)
    ])
    encoded, losses, at = [], [], 0
    n_rows = sum(map(len, SEQUENCES))
    for sequence, targets, negatives in zip(SEQUENCES, TARGETS, NEGATIVES):
        rows = []
        for place, item in enumerate(sequence):
            row = math.sqrt(WIDTH) * vectors[item] + of_gaps[gap(at)]
            row = row + sum(of_types[bit] for bit in range(32) if types(at) >> bit & 1)
            if has_places:
                row = row + places[len(sequence) - 1 - place]
            rows.append(row)
            at += 1
        hidden = encode(torch.stack(rows))
        encoded.append(hidden)
        wanted = torch.tensor(targets)
        if loss_name == "softmax":
            losses.append(functional.cross_entropy(hidden @ vectors.T, wanted, reduction="sum"))
        else:
            # Petrov and Macdonald 2023, equations 14 and 16.
            alpha = len(negatives) / (ITEMS - 1)
            beta = alpha * (CALIBRATION * (1 - 1 / alpha) + 1 / alpha)
            positive = functional.logsigmoid((hidden * vectors[wanted]).sum(1)) * beta
            drawn = torch.tensor(negatives)
            is_other = (drawn[None, :] != wanted[:, None]).double()
            negative = functional.logsigmoid(-(hidden @ vectors[drawn].T)) * is_other
            losses.append(-(positive.sum() + negative.sum()) / (len(negatives) + 1))
    loss = sum(losses) / n_rows
    loss.backward()
    with open(folder / f"{name}_{loss_name}.tsv", "w", encoding="utf-8") as file:
        print(f"# torch {torch.__version__.split('+')[0]}, numpy {numpy.__version__}, double precision", file=file)
        print("# what: `loss`; `row`, its number and place; `gradient`, the parameter's place. Gradients not here are 0.", file=file)
        print("what\tat\tvalue", file=file)
        print(f"loss\t0\t{loss.item():.12g}", file=file)
        for place, value in enumerate(torch.cat(encoded).detach().flatten().tolist()):
            print(f"row\t{place}\t{value:.12g}", file=file)
        for begin, tensor in parameters.parts:
            gradient = torch.zeros_like(tensor) if tensor.grad is None else tensor.grad
            for place, value in enumerate(gradient.flatten().tolist()):
                if value != 0.0:
                    print(f"gradient\t{begin + place}\t{value:.12g}", file=file)


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for loss_name in ("softmax", "sampled"):
        run("transformer", transformer, True, loss_name, folder)
        run("recurrent", recurrent, False, loss_name, folder)


if __name__ == "__main__":
    main()
