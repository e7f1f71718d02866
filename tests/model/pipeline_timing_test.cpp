#include "model/pipelined/pipeline_timing.h"

#include "tests/model/pipeline_models.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

/// What a schedule comes to, against cycles of the event graph followed by hand.
class PipelineTimingTest : public QObject {
    Q_OBJECT

private slots:
    void theSlowestKernelSetsThePaceOfAChain();
    void theLossCountsWithTheLastKernelsGradients();
    void longHopsPastAForkSetThePace();
    void slowInputSetsThePaceOfAllReplicas();
    void stashIsWhatLiesBetweenForwardAndGradients();
    void systemsSumTheirGradientsBeforeAnyUpdates();
};

static PipelineModel unlimited(PipelineModel model)
{
    for (PipelineStage& stage : model.stages)
        stage.inFlight = 0;
    return model;
}

void PipelineTimingTest::theSlowestKernelSetsThePaceOfAChain()
{
    const PipelineTiming timing = timingOf(unlimited(chainModel({20, 70, 40}, 5, 10, 0, 100)));
    QCOMPARE(qint64{timing.cycles}, qint64{70});
    QCOMPARE(qint64{timing.samples}, qint64{1});
    QVERIFY(!timing.stage);
    // input 10, forward 20 + 5 + 70 + 5 + 40, gradients 40 + 5 + 70 + 5 + 20
    QCOMPARE(qint64{timing.fill}, qint64{10 + 140 + 140});
}

void PipelineTimingTest::theLossCountsWithTheLastKernelsGradients()
{
    const PipelineTiming timing = timingOf(unlimited(chainModel({20, 40, 70}, 5, 10, 9, 100)));
    QCOMPARE(qint64{timing.cycles}, qint64{79});
    QVERIFY(timing.stage == std::size_t{2});
}

/// A to C over B takes 10 + 100 + 10 + 100 cycles, and A may be three samples ahead of C on the short way, which is
/// no hop long: C frees a slot 10 cycles after it began.
void PipelineTimingTest::longHopsPastAForkSetThePace()
{
    PipelineModel model = inferring(unlimited(chainModel({10, 10, 10}, 100, 1, 0, 100)));
    addStream(model, 0, 2, 0, 1, 1);
    const PipelineTiming timing = timingOf(model);
    QCOMPARE(qint64{timing.cycles}, qint64{10 + 100 + 10 + 100 + 10});
    QCOMPARE(qint64{timing.samples}, qint64{3});
    QVERIFY(timing.stage.has_value());
}

void PipelineTimingTest::slowInputSetsThePaceOfAllReplicas()
{
    const PipelineTiming timing = timingOf(replicasOf(unlimited(chainModel({20, 30}, 5, 25, 0, 100)), 3));
    QCOMPARE(qint64{timing.cycles}, qint64{75});
}

/// At 50 cycles a sample: the first kernel's gradients end 5 + 50 + 50 + 5 + 10 = 120 cycles after its forward, the
/// last one's 50.
void PipelineTimingTest::stashIsWhatLiesBetweenForwardAndGradients()
{
    const PipelineTiming timing = timingOf(unlimited(chainModel({10, 50}, 5, 1, 0, 100)));
    QCOMPARE(qint64{timing.stash[0]}, qint64{3 + 1});
    QCOMPARE(qint64{timing.stash[1]}, qint64{1 + 1});
    const PipelineTiming inference = timingOf(inferring(chainModel({10, 50}, 5, 1, 0, 100)));
    QCOMPARE(qint64{inference.stash[0]}, qint64{0});
}

void PipelineTimingTest::systemsSumTheirGradientsBeforeAnyUpdates()
{
    PipelineModel model = unlimited(chainModel({10, 50}, 5, 1, 0, 100));
    model.stages[0].update = 7;
    model.stages[1].update = 30;
    const std::int64_t endOfLast = 50 + 10 + 5; // the second kernel's gradients end so long before the first one's
    QCOMPARE(qint64{timingOf(model).update}, qint64{std::max<std::int64_t>(7, 30 - (endOfLast - 50))});
    model.allReduce = 1000;
    QCOMPARE(qint64{timingOf(model).update}, qint64{1000 + 30});
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::PipelineTimingTest)
#include "pipeline_timing_test.moc"
