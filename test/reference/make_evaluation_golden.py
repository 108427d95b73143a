"""Golden values for nDCG and CCA from scikit-learn and SciPy, independent of the project's own code.

    /usr/bin/python3 test/reference/make_evaluation_golden.py

Written with Debian 12's python3-sklearn 1.2.1 (SciPy 1.10.1, NumPy 1.24.2). nDCG comes from
sklearn.metrics.ndcg_score (linear in what it is given, so the exponential gain is applied before; ties averaged).
CCA comes from the generalised eigenvalue problem [[0, C12], [C21, 0]] w = r [[C11, 0], [0, C22]] w, another way
than the whitening and SVD of the project.
"""

import json
import pathlib

import numpy
from scipy.linalg import eigh
from sklearn.metrics import ndcg_score

random = numpy.random.default_rng(7)


def ndcg_cases():
    cases = []
    for items, ties in ((50, False), (50, True), (12, False), (12, True), (200, True), (31, False)):
        relevances = random.integers(8, 21, size=items)
        if items == 12:
            relevances = random.integers(0, 4, size=items)
        distances = random.random(items)
        if ties:
            distances = numpy.round(distances * 8) / 8
        case = {"distances": distances.tolist(), "relevances": relevances.tolist()}
        for name, gains in (("linear", relevances), ("exponential", 2.0**relevances - 1)):
            case[name] = float(ndcg_score([gains], [-distances], k=30))
            # Chance by the mean over many random orders, to be met within its standard error.
            scores = [ndcg_score([gains], [random.permutation(items)], k=30) for _ in range(4000)]
            case["chance_" + name] = [float(numpy.mean(scores)), float(numpy.std(scores) / 4000**0.5)]
        cases.append(case)
    return cases


def cca_case(rows, first_size, second_size, shared, components, ridge):
    latent = random.normal(size=(rows, shared))
    first = latent @ random.normal(size=(shared, first_size)) + 0.8 * random.normal(size=(rows, first_size)) + 1.5
    second = latent @ random.normal(size=(shared, second_size)) + 0.8 * random.normal(size=(rows, second_size)) - 2
    first, second = (numpy.round(table, 4).astype(numpy.float32).astype(numpy.float64) for table in (first, second))
    one, other = first - first.mean(0), second - second.mean(0)
    c11, c22, c12 = one.T @ one / (rows - 1), other.T @ other / (rows - 1), one.T @ other / (rows - 1)
    c11 += ridge * numpy.trace(c11) / first_size * numpy.eye(first_size)
    c22 += ridge * numpy.trace(c22) / second_size * numpy.eye(second_size)
    size = first_size + second_size
    left, right = numpy.zeros((size, size)), numpy.zeros((size, size))
    left[:first_size, first_size:], left[first_size:, :first_size] = c12, c12.T
    right[:first_size, :first_size], right[first_size:, first_size:] = c11, c22
    correlations, vectors = eigh(left, right)
    order = numpy.argsort(-correlations)[:components]
    # eigh scales w to unit variance over both halves together: each half has a variance of one half.
    projected_one = one @ vectors[:first_size, order] * 2**0.5
    projected_other = other @ vectors[first_size:, order] * 2**0.5
    unit_one = projected_one / numpy.linalg.norm(projected_one, axis=1, keepdims=True)
    unit_other = projected_other / numpy.linalg.norm(projected_other, axis=1, keepdims=True)
    return {
        "rows": rows,
        "first_size": first_size,
        "second_size": second_size,
        "components": components,
        "ridge": ridge,
        "first": numpy.round(first, 4).ravel().tolist(),
        "second": numpy.round(second, 4).ravel().tolist(),
        "correlations": correlations[order].tolist(),
        # The sign of a component is free; inner products between the two kinds are not.
        "cross_cosines": numpy.round(unit_one @ unit_other.T, 9)[:12, :12].tolist(),
        "first_cosines": numpy.round(unit_one @ unit_one.T, 9)[:12, :12].tolist(),
    }


golden = {
    "ndcg": ndcg_cases(),
    "cca": [cca_case(60, 8, 6, 4, 3, 0.0), cca_case(80, 12, 12, 5, 12, 0.01), cca_case(20, 30, 10, 4, 5, 0.1)],
}
target = pathlib.Path(__file__).parent / "golden" / "evaluation.json"
target.write_text(json.dumps(golden) + "\n")
