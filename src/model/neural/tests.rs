//! The networks against PyTorch's, against finite differences, and without a look ahead.

use super::batch::Batch;
use super::columns::ItemColumns;
use super::dropout::Dropout;
use super::losses::{BatchLoss, calibrated};
use super::network::Network;
use super::settings::{Body, Inputs, Loss, NeuralSettings};
use super::tokens::Token;
use crate::dataset::ItemIdx;
use crate::number::{from_count, single};

const N_ITEMS: usize = 7;
const SEQUENCES: [&[u32]; 3] = [&[0, 3, 5, 2, 6], &[4], &[1, 5, 0]];
const TARGETS: [u32; 9] = [3, 5, 2, 6, 1, 2, 5, 0, 3];
const NEGATIVES: [[u32; 3]; 3] = [[1, 3, 4], [0, 2, 6], [5, 1, 6]];
const CALIBRATION: f32 = 0.75;

const ATTENTION: Body = Body::Attention { blocks: 2, heads: 2 };

fn settings(body: Body) -> NeuralSettings {
    NeuralSettings {
        width: 4,
        body,
        length: 5,
        inputs: Inputs { types: true, gaps: true },
        columns: true,
        loss: Loss::AllItems,
        dropout: 0.0,
        rate: 0.01,
        batch: 8,
        epochs: 1,
        patience: 1,
        seed: 1,
    }
}

fn columns() -> ItemColumns {
    let of_items: [&[(u32, f32)]; N_ITEMS] = [
        &[(0, 1.0)],
        &[(0, 0.5), (1, 0.5)],
        &[(2, 1.0)],
        &[],
        &[(1, 1.0)],
        &[(2, 1.0)],
        &[(0, 0.5), (2, 0.5)],
    ];
    ItemColumns::of_rows(of_items.map(<[_]>::to_vec).to_vec(), 3)
}

/// A network with all that can stand in one, whose parameters are the formula of `tests/oracle/neural/make.py`.
struct Small {
    network: Network,
    values: Vec<f32>,
    columns: ItemColumns,
    sequences: Vec<Vec<Token>>,
}

impl Small {
    fn new(body: Body) -> Self {
        let network = Network::new(&settings(body), N_ITEMS, 3);
        let pattern = |at: usize| single(0.4 * libm::sin(1.7 * from_count(at) + 0.3));
        let mut values: Vec<f32> = (0..network.n_parameters()).map(pattern).collect();
        let formula = values.clone();
        network.encoder.start(&mut values);
        for (at, (value, formula)) in values.iter_mut().zip(&formula).enumerate() {
            if value.to_bits() != formula.to_bits() {
                *value = single(0.4 * libm::sin(1.7 * from_count(at) + 0.3) + 1.0);
            }
        }
        let mut at = 0;
        let mut token = |&item: &u32| {
            at += 1;
            let number = at - 1;
            let gap = u8::try_from(number * 5 % 32).expect("small");
            Token { item: ItemIdx(item), types: 1 + number % 3, gap }
        };
        let sequences = SEQUENCES.map(|items| items.iter().map(&mut token).collect()).to_vec();
        Self { network, values, columns: columns(), sequences }
    }

    fn batch(&self) -> Batch {
        Batch::new(self.sequences.iter().map(Vec::as_slice), |token| token.item.0)
    }

    fn loss_kind(is_sampled: bool) -> BatchLoss {
        if is_sampled {
            let negatives = NEGATIVES.map(|items| items.to_vec()).to_vec();
            BatchLoss::Sampled { negatives, beta: calibrated(3, N_ITEMS, CALIBRATION) }
        } else {
            BatchLoss::AllItems
        }
    }

    /// Loss, encoded rows and gradient.
    fn pass(&self, values: &[f32], is_sampled: bool) -> (f64, Vec<f32>, Vec<f32>) {
        let vectors = self.network.item_vectors(values, &self.columns);
        let mut gradient = vec![0.0; values.len()];
        let loss = Self::loss_kind(is_sampled);
        let (batch, mut none) = (self.batch(), Dropout::none());
        let rows = (&batch, &TARGETS[..]);
        let (lost, encoded) = self.network.learn(
            (values, &vectors),
            rows,
            (&loss, 1.0 / 9.0),
            &mut none,
            &mut gradient,
        );
        self.network.pass_to_columns(&mut gradient, &self.columns);
        (lost, encoded, gradient)
    }
}

fn compare(body: Body, is_sampled: bool, table: &str) {
    let small = Small::new(body);
    let (loss, encoded, gradient) = small.pass(&small.values, is_sampled);
    let (mut expected_rows, mut expected) =
        (vec![f64::NAN; encoded.len()], vec![0.0; gradient.len()]);
    for line in table.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let words: Vec<&str> = line.split('\t').collect();
        let (at, value): (usize, f64) =
            (words[1].parse().expect("a place"), words[2].parse().expect("a number"));
        match words[0] {
            "loss" => assert!((loss - value).abs() < 1e-5, "{body:?}: {loss}, not {value}"),
            "row" => expected_rows[at] = value,
            _ => expected[at] = value,
        }
    }
    let pairs = [("rows", &encoded, &expected_rows), ("gradient", &gradient, &expected)];
    for (name, found, expected) in pairs {
        for (at, (&found, expected)) in found.iter().zip(expected).enumerate() {
            let off = (f64::from(found) - expected).abs();
            assert!(off < 1e-5, "{body:?} {name} {at}: {found}, not {expected}");
        }
    }
}

#[test]
fn rows_losses_and_gradients_are_those_of_torch() {
    compare(ATTENTION, false, include_str!("../../../tests/oracle/neural/transformer_softmax.tsv"));
    compare(ATTENTION, true, include_str!("../../../tests/oracle/neural/transformer_sampled.tsv"));
    compare(
        Body::Recurrent,
        false,
        include_str!("../../../tests/oracle/neural/recurrent_softmax.tsv"),
    );
    compare(
        Body::Recurrent,
        true,
        include_str!("../../../tests/oracle/neural/recurrent_sampled.tsv"),
    );
}

#[test]
fn gradients_are_finite_differences() {
    for (body, is_sampled) in [(ATTENTION, false), (ATTENTION, true), (Body::Recurrent, false)] {
        let small = Small::new(body);
        let (_, _, gradient) = small.pass(&small.values, is_sampled);
        let step = 4e-3_f32;
        for at in 0..small.values.len() {
            let moved = |by: f32| {
                let mut values = small.values.clone();
                values[at] += by;
                small.pass(&values, is_sampled).0
            };
            let slope = (moved(step) - moved(-step)) / (2.0 * f64::from(step));
            let found = f64::from(gradient[at]);
            assert!((found - slope).abs() < 2e-3, "{body:?} {at}: {found}, not {slope}");
        }
    }
}

#[test]
fn no_row_sees_a_later_one_or_another_sequence() {
    for body in [ATTENTION, Body::Recurrent] {
        let mut small = Small::new(body);
        let encode = |small: &Small| {
            let vectors = small.network.item_vectors(&small.values, &small.columns);
            small.network.forward(&small.values, &vectors, &small.batch(), &mut Dropout::none()).0
        };
        let before = encode(&small);
        // The fourth row of the first sequence.
        small.sequences[0][3] = Token { item: ItemIdx(1), types: 4, gap: 9 };
        let behind = encode(&small);
        let bits = |rows: &[f32]| rows.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&before[..12]), bits(&behind[..12]), "{body:?}");
        assert_ne!(bits(&before[12..16]), bits(&behind[12..16]), "{body:?}");
        assert_ne!(bits(&before[16..20]), bits(&behind[16..20]), "{body:?}: the row behind it");
        assert_eq!(bits(&before[20..]), bits(&behind[20..]), "{body:?}: other sequences");
    }
}

#[test]
fn left_out_units_pass_no_gradient() {
    let small = Small::new(ATTENTION);
    let vectors = small.network.item_vectors(&small.values, &small.columns);
    let batch = small.batch();
    let pass = |values: &[f32], gradient: &mut [f32]| {
        // The same units each time.
        let mut dropout = Dropout::new(0.4, 3, "test");
        let rows = (&batch, &TARGETS[..]);
        let loss = (&BatchLoss::AllItems, 1.0 / 9.0);
        small.network.learn((values, &vectors), rows, loss, &mut dropout, gradient).0
    };
    let mut gradient = vec![0.0; small.values.len()];
    pass(&small.values, &mut gradient);
    // The item vectors are held fixed here: parameters of places, inputs and layers alone.
    let step = 4e-3_f32;
    for at in (0..small.network.n_own()).step_by(3) {
        let moved = |by: f32| {
            let mut values = small.values.clone();
            values[at] += by;
            pass(&values, &mut vec![0.0; values.len()])
        };
        let slope = (moved(step) - moved(-step)) / (2.0 * f64::from(step));
        assert!((f64::from(gradient[at]) - slope).abs() < 3e-3, "{at}: {} {slope}", gradient[at]);
    }
}

#[test]
fn calibration_is_that_of_the_paper() {
    // α = 3 / 6; t = 0: β = 1; t = 1: β = α.
    assert!((calibrated(3, 7, 0.0) - 1.0).abs() < 1e-6);
    assert!((calibrated(3, 7, 1.0) - 0.5).abs() < 1e-6);
    assert!(calibrated(0, 1, 0.5).is_finite());
}

#[test]
fn heads_that_do_not_share_a_vector_evenly_are_refused() {
    let uneven = Body::Attention { blocks: 1, heads: 3 };
    let refused = settings(uneven).expect_sound().expect_err("4 is no multiple of 3");
    assert_eq!(refused.to_string(), "`factors` is 4 and `heads` 3: expected a multiple");
    assert_eq!(settings(ATTENTION).expect_sound(), Ok(()));
}
