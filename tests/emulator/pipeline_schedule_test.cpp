#include "emulator/step/schedule/pipeline_schedule.h"
#include "tests/test_class.h"

#include "core/base/check.h"

#include "model/pipelined/pipeline_timing.h"
#include "tests/model/pipeline_models.h"

#include <QTest>

namespace waferscope {

class PipelineScheduleTest : public QObject {
    Q_OBJECT

private slots:
    void chainOfTwoIsAsComputedByHand();
    void inferenceChainIsAsComputedByHand();
    void slowWorkersStarveTheFirstKernel();
    void slowLinksHoldUpBothTheirEnds();
    void residualForkWaitsForTheLongerWay();
    void replicasAreServedInTurn();
    void everyStartIsTheLatestOfItsReasons_data();
    void everyStartIsTheLatestOfItsReasons();
    void thePaceIsTheOnePromised_data();
    void thePaceIsTheOnePromised();
    void hugeBatchesCostNothing();
    void stopsAtOnce();
    void hugeBatchesThatNeverSettleAreRefused();
};

static PipelineSchedule scheduleOf(const PipelineModel& model)
{
    Result<PipelineSchedule> schedule = schedulePipeline(model, {});
    WAFERSCOPE_CHECK(schedule.ok());
    return std::move(schedule).value();
}

static std::vector<std::int64_t> cyclesOf(const StartSequence& sequence, const PipelineSchedule& schedule)
{
    std::vector<std::int64_t> cycles;
    const std::vector<Start> decoded = sequence.decoded();
    for (std::int64_t sample = 0; sample < schedule.samples; ++sample)
        cycles.push_back(startOf(decoded, schedule.steady, sample).cycle);
    return cycles;
}

using List = std::vector<std::int64_t>;

/// Two kernels of 10 cycles, 5 hops apart, a loss of 4. The input of a sample takes 1 cycle.
///   forward 0 of A 1-11, of B 16-26; loss 26-30, gradients of B 30-40, of A 45-55.
///   B keeps one sample, so its forward 1 may end when gradients 0 do, at 40: 30-40; then loss to 44 ...
///   A sends sample 2 when a slot is free as its first wavelet arrives: forward 0 of B ends at 26, minus 5 hops = 21.
///   A sends sample 3 when forward 1 of B ends: 40 - 5 = 35; its stash of 3 has room: gradients 0 end at 55, minus 10 =
///   45, which is later.
void PipelineScheduleTest::chainOfTwoIsAsComputedByHand()
{
    const PipelineSchedule schedule = scheduleOf(chainModel({10, 10}, 5, 1, 4, 5));
    QCOMPARE(cyclesOf(schedule.forward[0], schedule), (List{1, 11, 21, 45, 59}));
    QCOMPARE(cyclesOf(schedule.forward[1], schedule), (List{16, 30, 44, 60, 74}));
    QCOMPARE(cyclesOf(schedule.backward[1], schedule), (List{26, 40, 54, 70, 84}));
    QCOMPARE(cyclesOf(schedule.backward[0], schedule), (List{45, 59, 73, 89, 103}));
    QCOMPARE(schedule.forward[0].decoded()[3].cause, StallCause::Output);
    QCOMPARE(schedule.forward[1].decoded()[0].cause, StallCause::Input);
    QCOMPARE(schedule.forward[1].decoded()[1].cause, StallCause::Output);
}

/// Fill 3 + 10 + 5 + 20 + 5 + 10, then one sample every 20 cycles. The first kernel runs two samples ahead, then waits
/// for slots: forward n of the middle one ends at 38 + 20 n, five hops off.
void PipelineScheduleTest::inferenceChainIsAsComputedByHand()
{
    const PipelineSchedule schedule = scheduleOf(inferring(chainModel({10, 20, 10}, 5, 3, 0, 5)));
    QCOMPARE(cyclesOf(schedule.inputs[0], schedule), (List{0, 3, 13, 23, 43}));
    QCOMPARE(cyclesOf(schedule.forward[0], schedule), (List{3, 13, 33, 53, 73}));
    QCOMPARE(cyclesOf(schedule.forward[1], schedule), (List{18, 38, 58, 78, 98}));
    QCOMPARE(cyclesOf(schedule.forward[2], schedule), (List{43, 63, 83, 103, 123}));
    QVERIFY(schedule.backward.empty());
}

void PipelineScheduleTest::slowWorkersStarveTheFirstKernel()
{
    const PipelineSchedule schedule = scheduleOf(chainModel({10, 10}, 0, 50, 1, 4));
    QCOMPARE(cyclesOf(schedule.inputs[0], schedule), (List{0, 50, 100, 150}));
    QCOMPARE(cyclesOf(schedule.forward[0], schedule), (List{50, 100, 150, 200}));
    for (const Start start : schedule.forward[0].decoded())
        QCOMPARE(start.cause, StallCause::Worker);
}

/// The links need 30 cycles for what the ends make in 10.
void PipelineScheduleTest::slowLinksHoldUpBothTheirEnds()
{
    PipelineModel model = inferring(chainModel({10}, 0, 1, 0, 4));
    model.stages.push_back(model.stages[0]);
    model.into.resize(2);
    model.from.resize(2);
    addStream(model, 0, 1, 2, 30);
    const PipelineSchedule schedule = scheduleOf(model);
    QCOMPARE(cyclesOf(schedule.forward[0], schedule), (List{1, 31, 61, 91}));
    QCOMPARE(cyclesOf(schedule.forward[1], schedule), (List{33, 63, 93, 123}));
    QCOMPARE(schedule.forward[0].decoded()[1].cause, StallCause::Link);
    QCOMPARE(schedule.forward[1].decoded()[1].cause, StallCause::Link);
}

/// 0 -> 1 -> 2 -> 3 and 0 -> 3 with the slots of its two jumps. All take 10 cycles, neighbours are 4 hops apart: the
/// four samples between 0 and 3 need 40 + 12 hops, one of which the short way's own wavelets spend: 52 - 4 in 4
/// samples.
void PipelineScheduleTest::residualForkWaitsForTheLongerWay()
{
    PipelineModel model = inferring(chainModel({10, 10, 10, 10}, 4, 1, 0, 9));
    addStream(model, 0, 3, 4, 1, 2);
    const PipelineSchedule schedule = scheduleOf(model);
    QCOMPARE(cyclesOf(schedule.forward[0], schedule), (List{1, 11, 21, 31, 49, 59, 69, 79, 97}));
    QCOMPARE(schedule.forward[0].decoded()[4].cause, StallCause::Output);
    QCOMPARE(cyclesOf(schedule.forward[3], schedule), (List{43, 53, 63, 73, 91, 101, 111, 121, 139}));
}

/// Three replicas of a kernel of 10 cycles, a sample every 5 from the workers: each replica gets one every 15.
void PipelineScheduleTest::replicasAreServedInTurn()
{
    const PipelineSchedule schedule = scheduleOf(replicasOf(inferring(chainModel({10}, 0, 5, 0, 4)), 3));
    QCOMPARE(cyclesOf(schedule.inputs[0], schedule), (List{0, 15, 30, 45}));
    QCOMPARE(cyclesOf(schedule.inputs[2], schedule), (List{10, 25, 40, 55}));
    QCOMPARE(cyclesOf(schedule.forward[1], schedule), (List{10, 25, 40, 55}));
    QCOMPARE(schedule.forward[1].decoded()[1].cause, StallCause::Worker);
}

void PipelineScheduleTest::everyStartIsTheLatestOfItsReasons_data()
{
    QTest::addColumn<int>("seed");
    for (int seed = 0; seed < 150; ++seed)
        QTest::addRow("network %d", seed) << seed;
}

/// All starts of a step, written out sample by sample.
struct WrittenOut {
    explicit WrittenOut(const PipelineModel& model)
        : m_model(model)
    {
        const PipelineSchedule schedule = scheduleOf(model);
        for (const StartSequence& sequence : schedule.inputs)
            inputs.push_back(cyclesOf(sequence, schedule));
        for (const StartSequence& sequence : schedule.forward)
            forward.push_back(cyclesOf(sequence, schedule));
        for (const StartSequence& sequence : schedule.backward)
            backward.push_back(cyclesOf(sequence, schedule));
    }

    [[nodiscard]] List forwardReasons(std::size_t stage, std::size_t sample) const
    {
        List reasons{0};
        if (sample > 0)
            reasons.push_back(forwardEnd(stage, sample - 1));
        for (const PipelineInput& source : m_model.inputs)
            if (source.to == stage)
                reasons.push_back(inputs[source.replica][sample] + m_model.input);
        for (const PipelineStream& stream : m_model.streams) {
            const auto places = static_cast<std::size_t>(stream.slotCount);
            if (stream.to == stage)
                reasons.push_back(forward[stream.from][sample] + stream.forward + stream.distance);
            if (stream.from == stage && sample > 0)
                reasons.push_back(forward[stage][sample - 1] + stream.forward);
            if (stream.from == stage && sample >= places)
                reasons.push_back(forwardEnd(stream.to, sample - places) - stream.distance);
        }
        const auto stash = static_cast<std::size_t>(m_model.stages[stage].inFlight);
        if (stash > 0 && sample >= stash)
            reasons.push_back(backwardEnd(stage, sample - stash) - m_model.stages[stage].forward);
        return reasons;
    }

    [[nodiscard]] List backwardReasons(std::size_t stage, std::size_t sample) const
    {
        List reasons{forwardEnd(stage, sample)};
        if (sample > 0)
            reasons.push_back(backwardEnd(stage, sample - 1));
        const std::int64_t loss = m_model.stages[stage].loss;
        for (const PipelineStream& stream : m_model.streams) {
            const auto places = static_cast<std::size_t>(stream.slotCount);
            if (stream.from == stage)
                reasons.push_back(backward[stream.to][sample] + m_model.stages[stream.to].loss + stream.backward
                                  + stream.distance);
            if (stream.to == stage && sample > 0)
                reasons.push_back(backward[stage][sample - 1] + stream.backward);
            if (stream.to == stage && sample >= places)
                reasons.push_back(backwardEnd(stream.from, sample - places) - stream.distance - loss);
        }
        return reasons;
    }

    [[nodiscard]] List inputReasons(std::size_t replica, std::size_t sample) const
    {
        List reasons{0};
        if (replica > 0)
            reasons.push_back(inputs[replica - 1][sample] + m_model.input);
        if (sample > 0)
            reasons.push_back(inputs.back()[sample - 1] + m_model.input);
        for (const PipelineInput& source : m_model.inputs)
            if (source.replica == replica && sample >= static_cast<std::size_t>(source.slotCount))
                reasons.push_back(forwardEnd(source.to, sample - static_cast<std::size_t>(source.slotCount)));
        return reasons;
    }

    [[nodiscard]] std::int64_t forwardEnd(std::size_t stage, std::size_t sample) const
    {
        return forward[stage][sample] + m_model.stages[stage].forward;
    }
    [[nodiscard]] std::int64_t backwardEnd(std::size_t stage, std::size_t sample) const
    {
        return backward[stage][sample] + m_model.stages[stage].backward();
    }

    std::vector<List> inputs; ///< by replica
    std::vector<List> forward;
    std::vector<List> backward;

private:
    const PipelineModel& m_model;
};

static std::int64_t latest(const List& reasons)
{
    return *std::max_element(reasons.begin(), reasons.end());
}

/// Holds for every sample of a batch large enough to reach the steady state, so also for what was not computed one by
/// one. A start equal to its latest reason is late enough for every rule (order, slots, stash) and no later.
void PipelineScheduleTest::everyStartIsTheLatestOfItsReasons()
{
    QFETCH(const int, seed);
    const PipelineModel one = RandomModel(static_cast<std::uint64_t>(seed), 1500).made();
    const PipelineModel model = replicasOf(one, 1 + static_cast<std::size_t>(seed) % 3);
    const WrittenOut starts(model);
    for (std::size_t sample = 0; sample < 1500; ++sample) {
        for (std::size_t replica = 0; replica < model.replicas; ++replica)
            QCOMPARE(starts.inputs[replica][sample], latest(starts.inputReasons(replica, sample)));
        for (std::size_t stage = 0; stage < model.stages.size(); ++stage) {
            QCOMPARE(starts.forward[stage][sample], latest(starts.forwardReasons(stage, sample)));
            if (model.trains)
                QCOMPARE(starts.backward[stage][sample], latest(starts.backwardReasons(stage, sample)));
        }
    }
}

void PipelineScheduleTest::thePaceIsTheOnePromised_data()
{
    everyStartIsTheLatestOfItsReasons_data();
}

/// Steady, random networks take exactly the cycles a sample that their timing promises, with no more samples in flight
/// than it asks for.
void PipelineScheduleTest::thePaceIsTheOnePromised()
{
    QFETCH(const int, seed);
    const PipelineModel one = RandomModel(static_cast<std::uint64_t>(seed), 20'000).made();
    PipelineModel model = replicasOf(one, 1 + static_cast<std::size_t>(seed) % 3);
    for (PipelineStage& stage : model.stages)
        stage.inFlight = 0;
    const PipelineTiming timing = timingOf(model);
    for (std::size_t stage = 0; stage < model.stages.size(); ++stage)
        model.stages[stage].inFlight = timing.stash[stage];
    const SteadyState steady = scheduleOf(model).steady;
    QVERIFY(steady.samples > 0);
    QCOMPARE(steady.shift * timing.samples, timing.cycles * steady.samples);
}

void PipelineScheduleTest::hugeBatchesCostNothing()
{
    PipelineModel model = chainModel(List(100, 1000), 40, 900, 30, 1'000'000);
    for (std::size_t i = 0; i + 4 < 100; i += 4)
        addStream(model, i, i + 3, 100, 1, 2);
    const PipelineSchedule schedule = scheduleOf(model);
    QCOMPARE(schedule.samples, std::int64_t{1'000'000});
    QVERIFY(schedule.steady.samples > 0);
    for (const StartSequence& starts : schedule.forward) // those computed one by one
        QVERIFY2(starts.size() < 10'000, std::to_string(starts.size()).c_str());
}

/// A network whose second part hangs on nothing never becomes steady: it is computed to the end.
static PipelineModel unsteadyModel(std::size_t stages, std::int64_t batch)
{
    PipelineModel model = inferring(chainModel(List(stages, 1000), 40, 1100, 30, batch));
    model.stages.push_back(model.stages.back());
    model.into.emplace_back();
    model.from.emplace_back();
    return model;
}

void PipelineScheduleTest::hugeBatchesThatNeverSettleAreRefused()
{
    const Result<PipelineSchedule> schedule = schedulePipeline(unsteadyModel(1, 100'000'000), {});
    QVERIFY(!schedule.ok());
    QCOMPARE(schedule.error().code, ErrorCode::DoesNotFit);
}

void PipelineScheduleTest::stopsAtOnce()
{
    const PipelineModel model = unsteadyModel(100, 100'000'000);
    std::stop_source source;
    JobControl control;
    control.stop = source.get_token();
    int reports = 0;
    control.report = [&](double, std::string_view) {
        if (++reports == 3)
            source.request_stop();
    };
    const Result<PipelineSchedule> schedule = schedulePipeline(model, control);
    QVERIFY(!schedule.ok());
    QCOMPARE(schedule.error().code, ErrorCode::Stopped);
    QCOMPARE(reports, 3); // it looks up as often as it reports
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::PipelineScheduleTest)
#include "pipeline_schedule_test.moc"
