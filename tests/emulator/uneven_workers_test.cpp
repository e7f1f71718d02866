#include "emulator/step/digest.h"
#include "tests/changed_layout.h"
#include "tests/test_class.h"

#include "core/run/log_reader.h"
#include "sample_runs.h"

#include <QTest>

#include <cmath>
#include <set>

namespace waferscope {

/// Runs of both modes whose workers take longer for some samples than for others.
class UnevenWorkersTest : public QObject {
    Q_OBJECT

private slots:
    void noJitterIsTheFormulasPace_data() { addCases(); }
    void noJitterIsTheFormulasPace();
    void everyCycleIsAccountedFor_data() { addCases(); }
    void everyCycleIsAccountedFor();
    void jitterAndFewerWorkersAreNeverFaster_data() { addCases(); }
    void jitterAndFewerWorkersAreNeverFaster();
    void sameSeedSameRun_data() { addCases(); }
    void sameSeedSameRun();
    void everySampleComesOnce_data() { addCases(); }
    void everySampleComesOnce();
    void stepsDiffer_data() { addModes(); }
    void stepsDiffer();
    void whatIsLostWaitsForWorkers_data() { addModes(); }
    void whatIsLostWaitsForWorkers();
    void aBatchTooLargeIsRefused_data() { addModes(); }
    void aBatchTooLargeIsRefused();

private:
    static void addModes()
    {
        QTest::addColumn<bool>("streaming");
        QTest::newRow("pipelined") << false;
        QTest::newRow("weight streaming") << true;
    }
    static void addCases()
    {
        QTest::addColumn<bool>("streaming");
        QTest::addColumn<int>("seed");
        for (const bool streaming : {false, true})
            for (int seed = 0; seed < 25; ++seed)
                QTest::addRow("%s %d", streaming ? "weight streaming" : "pipelined", seed) << streaming << seed;
    }
};

namespace {

/// A layout, and a host of workers about as fast as its wafer.
struct UnevenCase {
    bool streaming = false;
    std::uint64_t seed = 0;
    std::int64_t batch = 40;

    [[nodiscard]] static Assumptions host(double jitter)
    {
        return shippedAssumptions()
            .with("worker_samples_per_second", 20'000.0)
            .value()
            .with("worker_jitter", jitter)
            .value()
            .with("host_seconds", 1e-5)
            .value()
            .with("phase_seconds", 1e-5)
            .value();
    }
    [[nodiscard]] samples::Case made(double jitter, int workers = 2, std::uint64_t draws = 1) const
    {
        const samples::Case made = streaming
            ? samples::streamedCase(seed, batch, 1 + static_cast<std::int64_t>(seed % 9))
            : samples::randomCase(seed, batch);
        return samples::evaluated(samples::withProblem(*made.layout,
                                                       [&](LayoutProblem& problem) {
                                                           problem.execution.workers = workers;
                                                           problem.execution.seed = draws;
                                                       }),
                                  host(jitter));
    }
    [[nodiscard]] Emulation run(double jitter, std::int64_t steps = 3, int workers = 2) const
    {
        return samples::emulated(made(jitter, workers), steps, 0, host(jitter));
    }
};

UnevenCase fetched()
{
    QFETCH(const bool, streaming);
    QFETCH(const int, seed);
    return {streaming, static_cast<std::uint64_t>(seed)};
}

std::uint64_t digest(const UnevenCase& of, std::uint64_t draws, int threads)
{
    const samples::Case made = of.made(0.5, 2, draws);
    const Assumptions assumptions = UnevenCase::host(0.5);
    const Emulation run = samples::emulated(made, 2, threads, assumptions);
    const FieldEvaluator fields(made.layout, made.evaluation, assumptions, run.log);
    return digestOf(run, fields, threads).value().value;
}

std::vector<Span> workerSpans(const Emulation& run)
{
    std::vector<Span> spans;
    LogReader(run.log).forEachSpanOf<WorkerActor>(
        [&spans](const WorkerActor&, const Span& span) { spans.push_back(span); });
    return spans;
}

} // namespace

/// A jitter too small to delay anything by a tick takes the other way through the code, and gives the same times.
void UnevenWorkersTest::noJitterIsTheFormulasPace()
{
    const UnevenCase of = fetched();
    const Emulation even = of.run(0.0);
    const Emulation uneven = of.run(1e-12);
    QCOMPARE(uneven.cycles, even.cycles);
    QCOMPARE(uneven.samples.count(), even.samples.count());
    QCOMPARE(uneven.stepSamples.count(), even.stepSamples.count());
    QCOMPARE(uneven.stalls, even.stalls);
    for (std::size_t kernel = 0; kernel < even.kernels.size(); ++kernel) {
        QCOMPARE(uneven.kernels[kernel].busy, even.kernels[kernel].busy);
        QCOMPARE(uneven.kernels[kernel].stalled, even.kernels[kernel].stalled);
    }
}

void UnevenWorkersTest::everyCycleIsAccountedFor()
{
    const Emulation run = fetched().run(0.7);
    for (const KernelTime& kernel : run.kernels) {
        Cycles sum = kernel.busy + kernel.idle;
        for (const Cycles stalled : kernel.stalled) {
            QVERIFY(stalled >= Cycles{0});
            sum += stalled;
        }
        QCOMPARE(sum, run.cycles);
        QVERIFY(kernel.idle >= Cycles{0});
    }
}

void UnevenWorkersTest::jitterAndFewerWorkersAreNeverFaster()
{
    const UnevenCase of = fetched();
    Cycles before = of.run(0.0).cycles;
    for (const double jitter : {0.1, 1.0, 5.0}) {
        const Cycles cycles = of.run(jitter).cycles;
        QVERIFY(cycles >= before);
        before = cycles;
    }
    for (const int workers : {3, 4, 7}) {
        const Cycles cycles = of.run(5.0, 3, workers).cycles;
        QVERIFY(cycles <= before);
        before = cycles;
    }
}

void UnevenWorkersTest::sameSeedSameRun()
{
    const UnevenCase of = fetched();
    const std::uint64_t once = digest(of, 1, 1);
    QCOMPARE(digest(of, 1, 2), once);
    QVERIFY(digest(of, 2, 1) != once || of.run(0.5).cycles == of.run(0.0).cycles);
}

/// By one of the workers where samples come one by one; never two at a time.
void UnevenWorkersTest::everySampleComesOnce()
{
    const UnevenCase of = fetched();
    const Emulation run = of.run(0.7, 4);
    std::vector<std::pair<Cycles, Cycles>> deliveries;
    std::set<std::pair<std::int64_t, std::int64_t>> samples;
    for (const Span& span : workerSpans(run)) {
        QCOMPARE(std::get<WorkerActor>(span.actor).worker.has_value(), !of.streaming);
        deliveries.emplace_back(span.start, span.end());
        samples.emplace(span.step, span.firstSample);
    }
    for (std::size_t i = 1; i < deliveries.size(); ++i)
        QVERIFY(deliveries[i].first >= deliveries[i - 1].second);
    if (!of.streaming) {
        QCOMPARE(samples.size(), std::size_t{4 * 40});
        QCOMPARE(deliveries.size(), samples.size());
    }
}

void UnevenWorkersTest::stepsDiffer()
{
    QFETCH(const bool, streaming);
    const UnevenCase of{streaming, 3};
    const auto lengths = [&of](double jitter) {
        std::set<std::int64_t> different;
        std::int64_t before = 0;
        for (std::int64_t steps = 1; steps <= 5; ++steps) {
            const std::int64_t cycles = of.run(jitter, steps).cycles.count();
            different.insert(cycles - before);
            before = cycles;
        }
        return different;
    };
    QCOMPARE(lengths(0.0).size(), std::size_t{1});
    QCOMPARE(lengths(0.7).size(), std::size_t{5});
}

/// One worker of twice its time a sample: half the rate, and the cycles between are lost to workers, in every kernel.
void UnevenWorkersTest::whatIsLostWaitsForWorkers()
{
    QFETCH(const bool, streaming);
    const UnevenCase of{streaming, 3, 2000};
    const Emulation even = of.run(0.0, 1, 1);
    const Emulation uneven = of.run(1.0, 1, 1);
    QVERIFY2(std::abs(uneven.samples.count() / even.samples.count() - 0.5) < 0.05,
             std::to_string(uneven.samples.count() / even.samples.count()).c_str());
    const auto worker = static_cast<std::size_t>(StallCause::Worker);
    const auto longer = static_cast<double>((uneven.cycles - even.cycles).count());
    const auto lost = static_cast<double>((uneven.stalls.at(worker) - even.stalls.at(worker)).count());
    QVERIFY2(std::abs(lost / longer - 1.0) < 0.01, std::to_string(lost / longer).c_str());
    const std::size_t watched = streaming ? 1 : uneven.kernels.size();
    for (std::size_t kernel = 0; kernel < watched; ++kernel) {
        const KernelTime& time = uneven.kernels[kernel];
        for (const StallCause cause : {StallCause::Input, StallCause::Link, StallCause::Output})
            if (!streaming)
                QVERIFY2(time.stalled.at(static_cast<std::size_t>(cause)).count()
                             < time.stalled.at(worker).count() / 50,
                         time.name.c_str());
        QVERIFY(time.stalled.at(worker).count() > uneven.cycles.count() / 4);
    }
}

void UnevenWorkersTest::aBatchTooLargeIsRefused()
{
    QFETCH(const bool, streaming);
    const samples::Case made = UnevenCase{streaming, 3, 100'000'000}.made(0.5);
    const Result<Emulation> run = emulateSteps(*made.layout, *made.evaluation, UnevenCase::host(0.5));
    QVERIFY(!run.ok() && run.error().code == ErrorCode::DoesNotFit);
    QVERIFY2(run.error().message.starts_with("With workers that differ, samples are emulated one by one, at most "),
             run.error().message.c_str());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::UnevenWorkersTest)
#include "uneven_workers_test.moc"
