#include "emulator/host/worker_queue.h"
#include "tests/test_class.h"

#include "core/base/random.h"
#include "model/host/input_rate.h"
#include "sample_layouts.h"

#include <QTest>

#include <algorithm>
#include <set>

namespace waferscope {

/// The queues of the input workers, sample by sample.
class WorkerQueueTest : public QObject {
    Q_OBJECT

private slots:
    void evenWorkersKeepTheFormulasPace();
    void aWorkersTimeIsTheFormulas();
    void aSlowSampleIsWaitedFor();
    void delaysAreOfTheMeanThatIsAsked();
    void moreJitterAndFewerWorkersAreNeverSooner();
    void everyWorkerHasItsShare();
    void seedsDecide();
};

namespace {

/// When the samples come to a system that takes each as soon as it can.
std::vector<std::int64_t> starts(const UnevenWorkers& workers, std::size_t samples, std::int64_t turn = 0)
{
    WorkerQueue queue(workers);
    std::vector<std::int64_t> starts;
    std::int64_t earliest = 0;
    for (std::size_t sample = 0; sample < samples; ++sample) {
        starts.push_back(queue.deliver(earliest).start);
        earliest = starts.back() + std::max(turn, workers.input);
    }
    return starts;
}

/// A host of any speed that keeps to what hostTicks() promises of one.
UnevenWorkers randomWorkers(Random& random)
{
    const auto draw = [&random](std::int64_t most) {
        return static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(most) + 1));
    };
    UnevenWorkers made;
    made.workers = 1 + draw(6);
    made.ticks.ofCycle = 1 + draw(3);
    made.input = 1 + draw(40);
    made.ticks.storage = random.below(2) == 0 ? made.input : draw(made.input);
    made.ticks.worker = random.below(2) == 0 ? made.workers * made.input : draw(made.workers * made.input);
    made.seed = random.next();
    return made;
}

} // namespace

/// Wherever the system takes them as fast as they come, or waits at times: no worker is ever late.
void WorkerQueueTest::evenWorkersKeepTheFormulasPace()
{
    Random random(1);
    for (int host = 0; host < 500; ++host) {
        const UnevenWorkers workers = randomWorkers(random);
        WorkerQueue queue(workers);
        std::int64_t earliest = 0;
        for (int sample = 0; sample < 200; ++sample) {
            const WorkerQueue::Delivery delivery = queue.deliver(earliest);
            QVERIFY(!delivery.late && delivery.start == earliest);
            earliest += workers.input + static_cast<std::int64_t>(random.below(5) == 0 ? random.below(300) : 0);
        }
    }
}

/// The times that are drawn on are those of the formula: rounded up, never beyond its pace.
void WorkerQueueTest::aWorkersTimeIsTheFormulas()
{
    Random random(2);
    for (int i = 0; i < 200; ++i) {
        LayoutProblem problem = samples::randomCase(static_cast<std::uint64_t>(i), 8).layout->problem();
        auto machine = std::make_shared<Installation>(*problem.installation);
        machine->storage = BytesPerSecond{1e9 + 1e9 * static_cast<double>(random.below(1000))};
        machine->nic = BytesPerSecond{1e8 + 1e8 * static_cast<double>(random.below(1000))};
        problem.installation = machine;
        problem.execution.workers = 1 + static_cast<int>(random.below(5));
        problem.execution.systems = 1 + static_cast<int>(random.below(3));
        const Assumptions assumptions =
            shippedAssumptions()
                .with("worker_samples_per_second", 1e4 * static_cast<double>(1 + random.below(999)))
                .value();
        const HostTicks ticks = hostTicks(problem, assumptions);
        const std::int64_t input = inputCycles(problem, assumptions).count();
        const auto bytes = static_cast<double>(sampleBytes(*problem.graph).count());
        const double tick = 1.0 / problem.system().clock.count() / problem.execution.systems;
        const double worker = std::max(1.0 / assumptions["worker_samples_per_second"], bytes / machine->nic.count());
        QVERIFY(ticks.storage <= input && ticks.worker <= problem.execution.workers * input);
        QVERIFY(std::abs(static_cast<double>(ticks.worker) - worker / tick) <= 1.0);
        QVERIFY(std::abs(static_cast<double>(ticks.storage) - bytes / machine->storage.count() / tick) <= 1.0);
    }
}

/// By hand: one worker that takes 10 cycles and more. Two samples wait when the run begins. Then each begins when the
/// one before is done, and comes 10 cycles before it is in.
void WorkerQueueTest::aSlowSampleIsWaitedFor()
{
    const UnevenWorkers one{{1, 0, 10}, 10, 1, 3.0, 5};
    const std::vector<std::int64_t> come = starts(one, 400);
    QCOMPARE(come[0], std::int64_t{0});
    QCOMPARE(come[1], std::int64_t{10});
    for (std::size_t i = 4; i < come.size(); ++i)
        QVERIFY(come[i] >= come[i - 1] + 10);
    WorkerQueue queue(one);
    std::int64_t earliest = 0;
    int late = 0;
    for (const std::int64_t start : come) {
        const WorkerQueue::Delivery delivery = queue.deliver(earliest);
        QCOMPARE(delivery.start, start);
        QCOMPARE(delivery.late, start > earliest);
        late += delivery.late ? 1 : 0;
        earliest = start + 10;
    }
    QVERIFY(late > 300);
}

/// A worker alone that is never waited on: 1 + jitter times its time a sample, in the mean; the law of large numbers.
void WorkerQueueTest::delaysAreOfTheMeanThatIsAsked()
{
    constexpr std::size_t kSamples = 100'000;
    for (const double jitter : {0.1, 1.0, 4.0}) {
        const std::vector<std::int64_t> come = starts({{1, 0, 1000}, 1000, 1, jitter, 7}, kSamples);
        const double mean = static_cast<double>(come.back()) / static_cast<double>(kSamples) / 1000.0;
        QVERIFY2(std::abs(mean / (1.0 + jitter) - 1.0) < 0.02, std::to_string(mean).c_str());
    }
}

void WorkerQueueTest::moreJitterAndFewerWorkersAreNeverSooner()
{
    Random random(3);
    for (int host = 0; host < 300; ++host) {
        UnevenWorkers workers = randomWorkers(random);
        const auto turn = static_cast<std::int64_t>(random.below(80));
        std::vector<std::int64_t> before = starts(workers, 300, turn);
        for (const double jitter : {0.05, 0.5, 3.0}) {
            workers.jitter = jitter;
            std::vector<std::int64_t> now = starts(workers, 300, turn);
            for (std::size_t i = 0; i < now.size(); ++i)
                QVERIFY(now[i] >= before[i]);
            before = std::move(now);
        }
        for (int more = 0; more < 4; ++more) {
            ++workers.workers;
            std::vector<std::int64_t> now = starts(workers, 300, turn);
            for (std::size_t i = 0; i < now.size(); ++i)
                QVERIFY(now[i] <= before[i]);
            before = std::move(now);
        }
    }
}

void WorkerQueueTest::everyWorkerHasItsShare()
{
    WorkerQueue queue({{2, 0, 60}, 10, 3, 0.5, 4});
    std::vector<int> samples(3, 0);
    std::int64_t earliest = 0;
    for (int sample = 0; sample < 3000; ++sample) {
        const WorkerQueue::Delivery delivery = queue.deliver(earliest);
        ++samples.at(static_cast<std::size_t>(delivery.worker));
        earliest = delivery.start + 10;
    }
    for (const int share : samples)
        QVERIFY2(std::abs(share - 1000) < 100, std::to_string(share).c_str());
}

void WorkerQueueTest::seedsDecide()
{
    UnevenWorkers workers{{1, 0, 60}, 20, 3, 0.5, 4};
    const std::vector<std::int64_t> once = starts(workers, 100);
    QCOMPARE(starts(workers, 100), once);
    workers.seed = 5;
    QVERIFY(starts(workers, 100) != once);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::WorkerQueueTest)
#include "worker_queue_test.moc"
