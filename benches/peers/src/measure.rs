//! Contenders in turn, round after round, so that a slow moment of the machine hits all alike.

use std::time::Instant;

pub struct Contender<'a> {
    pub name: &'static str,
    run: Box<dyn FnMut() + 'a>,
    nanoseconds: Vec<f64>,
    allocations: u64,
}

impl<'a> Contender<'a> {
    pub fn new(name: &'static str, run: impl FnMut() + 'a) -> Self {
        Self { name, run: Box::new(run), nanoseconds: Vec::new(), allocations: 0 }
    }
}

const ROUNDS: usize = 31;

/// Prints a table: median nanoseconds for each of `units`, its ratio to the first contender's, round by round, and allocations a run.
pub fn race(title: &str, units: u32, mut contenders: Vec<Contender<'_>>) {
    for contender in &mut contenders {
        contender.allocations = allocation_counter::measure(|| (contender.run)()).count_total;
    }
    let batches: Vec<u32> = contenders
        .iter_mut()
        .map(|contender| {
            // As many runs as take about two milliseconds.
            let started = Instant::now();
            let mut runs = 0u32;
            while started.elapsed().as_micros() < 2000 {
                (contender.run)();
                runs += 1;
            }
            runs
        })
        .collect();
    for _ in 0..ROUNDS {
        for (contender, batch) in contenders.iter_mut().zip(&batches) {
            let started = Instant::now();
            for _ in 0..*batch {
                (contender.run)();
            }
            let taken = started.elapsed().as_nanos() as f64 / f64::from(*batch) / f64::from(units);
            contender.nanoseconds.push(taken);
        }
    }
    println!("\n{title}\n\n| contender | ns | ratio | allocations |\n|---|---:|---:|---:|");
    let own = contenders[0].nanoseconds.clone();
    for contender in &contenders {
        let ratios = contender.nanoseconds.iter().zip(&own).map(|(taken, own)| taken / own).collect();
        let (taken, ratio) = (median(contender.nanoseconds.clone()), median(ratios));
        println!("| {} | {taken:.1} | {ratio:.2} | {} |", contender.name, contender.allocations);
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
