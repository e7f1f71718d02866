#include "emulator/step/schedule/micro_batch_run.h"
#include "tests/test_class.h"

#include "core/base/random.h"

#include <QTest>

#include <algorithm>

namespace waferscope {

class MicroBatchRunTest : public QObject {
    Q_OBJECT

private slots:
    void workersThatKeepUpAreNotWaitedFor();
    void slowWorkersSetThePace();
    void aFullQueueLastsForAWhile();
    void everyEventIsTheLatestOfItsReasons();
    void longStepsAreRunLikeShortOnes();
    void hugeStepsTakeNoTime();
};

namespace {

/// Of the whole step, whatever part they are in.
struct Events {
    std::vector<std::int64_t> deliveries;
    std::vector<std::int64_t> starts;
    std::vector<const MicroBatchPace::Part*> parts;
};

Events eventsOf(const MicroBatchRun& run, const MicroBatchPace& pace)
{
    Events events;
    for (std::size_t part = 0; part < run.parts.size(); ++part) {
        for (const Start& start : run.parts[part].deliveries.decoded())
            events.deliveries.push_back(start.cycle);
        for (const Start& start : run.parts[part].starts.decoded())
            events.starts.push_back(start.cycle);
        events.parts.resize(events.starts.size(), &pace.parts[part]);
    }
    return events;
}

MicroBatchPace randomPace(Random& random)
{
    const auto draw = [&random](std::uint64_t most) { return static_cast<std::int64_t>(1 + random.below(most)); };
    MicroBatchPace pace;
    const std::int64_t turn = draw(200);
    const std::int64_t input = random.below(3) == 0 ? std::max<std::int64_t>(1, turn - 3 + draw(5)) : draw(400);
    pace.parts.push_back({draw(12), turn, input});
    if (random.below(2) == 0)
        pace.parts.push_back({1, std::max<std::int64_t>(1, turn - draw(4)), draw(static_cast<std::uint64_t>(input))});
    pace.firstWeights = draw(50);
    pace.close = draw(random.below(2) == 0 ? 100 : 3000);
    return pace;
}

/// Whether a step is what it says when steps like it lie before it.
bool isARun(const MicroBatchRun& run, const MicroBatchPace& pace)
{
    const Events events = eventsOf(run, pace);
    const auto count = static_cast<std::int64_t>(events.starts.size());
    const auto at = [&](const std::vector<std::int64_t>& cycles, std::int64_t i) {
        const std::int64_t steps = i < 0 ? (-i + count - 1) / count : 0;
        return cycles[static_cast<std::size_t>(i + steps * count)] - steps * run.length;
    };
    const auto inputOf = [&](std::int64_t i) {
        return events.parts[static_cast<std::size_t>((i + count) % count)]->input;
    };
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t workers = at(events.deliveries, i - 1) + inputOf(i - 1);
        if (at(events.deliveries, i) != std::max(workers, at(events.starts, i - kQueuedMicroBatches)))
            return false;
        const std::int64_t ready =
            i == 0 ? pace.firstWeights : at(events.starts, i - 1) + events.parts[static_cast<std::size_t>(i)]->turn;
        if (at(events.starts, i) != std::max(ready, at(events.deliveries, i) + inputOf(i)))
            return false;
    }
    return run.length == events.starts.back() + pace.close;
}

} // namespace

void MicroBatchRunTest::workersThatKeepUpAreNotWaitedFor()
{
    const MicroBatchPace pace{{{4, 100, 90}}, 30, 150};
    const MicroBatchRun run = runMicroBatches(pace);
    QCOMPARE(eventsOf(run, pace).starts, (std::vector<std::int64_t>{30, 130, 230, 330}));
    QCOMPARE(qint64{run.length}, qint64{480});
    // the queue is full when the step begins; a place is free when a micro-batch has started
    QCOMPARE(eventsOf(run, pace).deliveries, (std::vector<std::int64_t>{230 - 480, 330 - 480, 30, 130}));
}

void MicroBatchRunTest::slowWorkersSetThePace()
{
    const MicroBatchPace pace{{{4, 100, 250}}, 30, 150};
    const MicroBatchRun run = runMicroBatches(pace);
    QCOMPARE(qint64{run.length}, qint64{1000});
    QCOMPARE(eventsOf(run, pace).starts, (std::vector<std::int64_t>{100, 350, 600, 850}));
}

/// While the host takes its time the workers fill the queue, which the next step soon has used up.
void MicroBatchRunTest::aFullQueueLastsForAWhile()
{
    const MicroBatchPace pace{{{4, 100, 150}}, 0, 1000};
    const MicroBatchRun run = runMicroBatches(pace);
    QCOMPARE(eventsOf(run, pace).starts, (std::vector<std::int64_t>{0, 100, 200, 300}));
    const MicroBatchPace slower{{{4, 100, 180}}, 0, 1000};
    QCOMPARE(eventsOf(runMicroBatches(slower), slower).starts, (std::vector<std::int64_t>{0, 100, 200, 360}));
}

void MicroBatchRunTest::everyEventIsTheLatestOfItsReasons()
{
    Random random(3);
    for (int i = 0; i < 5000; ++i) {
        const MicroBatchPace pace = randomPace(random);
        QVERIFY2(isARun(runMicroBatches(pace), pace), std::to_string(i).c_str());
    }
}

/// Leaping changes nothing: a step of some thousand micro-batches is as the rule says, too.
void MicroBatchRunTest::longStepsAreRunLikeShortOnes()
{
    Random random(4);
    for (int i = 0; i < 300; ++i) {
        MicroBatchPace pace = randomPace(random);
        pace.parts.front().count *= 200;
        pace.close *= static_cast<std::int64_t>(1 + random.below(200));
        const MicroBatchRun run = runMicroBatches(pace);
        QVERIFY2(isARun(run, pace), std::to_string(i).c_str());
        QVERIFY(run.parts.front().starts.runs().size() < 8);
    }
}

void MicroBatchRunTest::hugeStepsTakeNoTime()
{
    constexpr std::int64_t kMany = 1'000'000'000'000;
    for (const std::int64_t input : {50, 99, 100, 101, 200}) {
        const MicroBatchRun run = runMicroBatches({{{kMany, 100, input}, {1, 90, 10}}, 5, 50'000'000});
        QVERIFY(run.parts.front().starts.size() == kMany && run.parts.front().starts.runs().size() < 8);
        QVERIFY(run.length >= kMany * std::max<std::int64_t>(100, input));
    }
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::MicroBatchRunTest)
#include "micro_batch_run_test.moc"
