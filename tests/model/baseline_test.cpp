#include "formats/machines/machines.h"
#include "model/baseline/gpu_baseline.h"
#include "tests/test_class.h"

#include <QTest>

#include <cmath>
#include <vector>

namespace waferscope {

namespace {

/// MLPerf training v1.0, BERT on A100.
const GpuRun kEight{8, 448, 21.69};
const GpuRun kSixtyFour{64, 3072, 3.37};
const GpuRun kThousand{1024, 3072, 0.73};
const GpuRun kFourThousand{4096, 12288, 0.32};

} // namespace

/// The time of BERT on GPUs, fitted to published runs.
class BaselineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void runsThatFollowTheFormulaGiveItsNumbersBack();
    void aRunThatWasNotFittedIsPredicted();
    void noNumberIsBelowNothing();
    void noOtherNumbersAreNearer();
    void fewRunsDetermineWhatTheyCan();
    void efficiencyFallsWithGpus();
    void rangesAreThoseOfTheRuns();
    void samplesToAccuracyAreLevelBeyondTheEnds();
    void samplesToAccuracyAreTheShippedAssumptions();
};

void BaselineTest::runsThatFollowTheFormulaGiveItsNumbersBack()
{
    const GpuBaseline truth{0.01, 0.02, 0.003};
    std::vector<GpuRun> runs;
    for (const double gpus : {8.0, 32.0, 256.0, 2048.0})
        for (const double batch : {448.0, 3000.0, 12288.0})
            runs.push_back({gpus, batch, truth.minutes(gpus, batch)});
    const GpuBaseline found = fittedTo(runs);
    QVERIFY(std::abs(found.secondsOfSample / truth.secondsOfSample - 1.0) < 1e-6);
    QVERIFY(std::abs(found.fixedSeconds / truth.fixedSeconds - 1.0) < 1e-6);
    QVERIFY(std::abs(found.secondsOfDoubling / truth.secondsOfDoubling - 1.0) < 1e-6);
    // by hand: 2.4 million samples in 448s are 5,357 steps of 0.01 x 56 + 0.02 + 0.003 x 3 s
    QVERIFY(std::abs(truth.minutes(8, 448) - 2.4e6 / 448 * 0.589 / 60) < 1e-9);
}

void BaselineTest::aRunThatWasNotFittedIsPredicted()
{
    const GpuBaseline baseline = fittedTo(std::vector{kEight, kSixtyFour, kFourThousand});
    QVERIFY2(std::abs(baseline.minutes(1024, 3072) / kThousand.minutes - 1.0) < 0.2,
             qPrintable(QString::number(baseline.minutes(1024, 3072))));
    for (const GpuRun& run : {kEight, kSixtyFour, kFourThousand})
        QVERIFY(std::abs(baseline.minutes(run.gpus, run.batch) / run.minutes - 1.0) < 0.1);
}

void BaselineTest::noNumberIsBelowNothing()
{
    // Faster than twice as fast with twice the GPUs: only a negative fixed time would fit.
    const GpuBaseline baseline = fittedTo(std::vector<GpuRun>{{8, 448, 20}, {16, 448, 9}, {32, 448, 4}});
    QVERIFY(baseline.secondsOfSample > 0.0);
    QVERIFY(baseline.fixedSeconds >= 0.0);
    QVERIFY(baseline.secondsOfDoubling >= 0.0);
}

void BaselineTest::noOtherNumbersAreNearer()
{
    const std::vector<std::vector<GpuRun>> sets = {{kEight, kSixtyFour, kThousand, kFourThousand},
                                                   {{8, 448, 20}, {16, 448, 9}, {32, 448, 4}},
                                                   {{8, 448, 20}, {16, 900, 19}, {32, 3000, 21}, {99, 700, 8}}};
    for (const std::vector<GpuRun>& runs : sets) {
        const auto squares = [&](const GpuBaseline& baseline) {
            double sum = 0.0;
            for (const GpuRun& run : runs)
                sum += std::pow(baseline.minutes(run.gpus, run.batch) / run.minutes - 1.0, 2.0);
            return sum;
        };
        const GpuBaseline found = fittedTo(runs);
        for (double GpuBaseline::*number :
             {&GpuBaseline::secondsOfSample, &GpuBaseline::fixedSeconds, &GpuBaseline::secondsOfDoubling})
            for (const double change : {-1e-4, 1e-4}) {
                GpuBaseline other = found;
                other.*number = std::max(0.0, other.*number + change);
                QVERIFY(squares(other) >= squares(found));
            }
    }
}

void BaselineTest::fewRunsDetermineWhatTheyCan()
{
    QCOMPARE(fittedTo({}).minutes(8, 448), 0.0);
    for (const std::vector<GpuRun>& runs :
         {std::vector{kEight}, std::vector{kEight, kFourThousand}, std::vector{kEight, kEight, kEight},
          std::vector<GpuRun>{{1, 448, 170}, {1, 3072, 160}}}) {
        const GpuBaseline baseline = fittedTo(runs);
        QVERIFY(std::isfinite(baseline.minutes(64, 1000)));
        for (const GpuRun& run : runs)
            QVERIFY(std::abs(baseline.minutes(run.gpus, run.batch) / run.minutes - 1.0) < 0.06);
    }
    QCOMPARE(fittedTo(std::vector{kEight}).fixedSeconds, 0.0); // the fewest numbers that do
}

void BaselineTest::efficiencyFallsWithGpus()
{
    const GpuBaseline baseline = fittedTo(std::vector{kEight, kSixtyFour, kThousand, kFourThousand});
    for (const double batch : {448.0, 3072.0, 12288.0})
        for (int gpus = 8; gpus < 4096; gpus *= 2) {
            QVERIFY(baseline.efficiency(2 * gpus, batch) < baseline.efficiency(gpus, batch));
            QVERIFY(baseline.efficiency(gpus, batch) <= 1.0);
        }
}

void BaselineTest::rangesAreThoseOfTheRuns()
{
    const GpuBaseline baseline = fittedTo(std::vector{kSixtyFour, kEight, kFourThousand, kThousand});
    QVERIFY(baseline.gpus.contains(8) && baseline.gpus.contains(4096));
    QVERIFY(!baseline.gpus.contains(7) && !baseline.gpus.contains(4097));
    QVERIFY(baseline.batches.contains(448) && baseline.batches.contains(12288));
    QVERIFY(!baseline.batches.contains(447) && !baseline.batches.contains(12289));
}

void BaselineTest::samplesToAccuracyAreLevelBeyondTheEnds()
{
    const SamplesToAccuracy samples{2e6, 4e6};
    QCOMPARE(samples.at(1), 2e6);
    QCOMPARE(samples.at(448), 2e6);
    QCOMPARE(samples.at((448.0 + 12288.0) / 2.0), 3e6);
    QCOMPARE(samples.at(12288), 4e6);
    QCOMPARE(samples.at(1e6), 4e6);
}

void BaselineTest::samplesToAccuracyAreTheShippedAssumptions()
{
    QCOMPARE(SamplesToAccuracy{}.small, shippedAssumptions()["gpu_samples_small"]);
    QCOMPARE(SamplesToAccuracy{}.large, shippedAssumptions()["gpu_samples_large"]);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::BaselineTest)
#include "baseline_test.moc"
