#include "formats/machines/baselines.h"
#include "formats/machines/machines.h"
#include "model/baseline/roofline.h"
#include "model/baseline/training_time.h"
#include "tests/test_class.h"

#include <QTest>

#include <cmath>

namespace waferscope {

/// What arithmetic and bandwidth alone give, by hand-worked numbers.
class RooflineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void workIsThatOfTheOperands_data();
    void workIsThatOfTheOperands();
    void memoryFeedsOrThePeakBinds();
    void aWaferHasItsPeakFromAxpyOn();
    void trainingTakesItsOperations();
    void timesThatAreToldComeOut();
};

namespace {

bool isNear(double value, double expected)
{
    return std::abs(value / expected - 1.0) < 1e-9;
}

} // namespace

void RooflineTest::workIsThatOfTheOperands_data()
{
    QTest::addColumn<int>("operation");
    QTest::addColumn<double>("flops");
    QTest::addColumn<double>("bytes");
    // n = 10, 2 B a value, 80 % zeros
    QTest::newRow("axpy") << static_cast<int>(BlasOperation::Axpy) << 20.0 << 60.0;
    QTest::newRow("gemv") << static_cast<int>(BlasOperation::Gemv) << 200.0 << 240.0;
    QTest::newRow("gemm") << static_cast<int>(BlasOperation::Gemm) << 2000.0 << 600.0;
    QTest::newRow("sparse") << static_cast<int>(BlasOperation::SparseGemm) << 400.0 << 480.0;
}

void RooflineTest::workIsThatOfTheOperands()
{
    QFETCH(int, operation);
    QFETCH(double, flops);
    QFETCH(double, bytes);
    const BlasWork work = workOf(static_cast<BlasOperation>(operation), {10.0, 0.8}, Bytes{2});
    QVERIFY(isNear(work.flops, flops));
    QVERIFY(isNear(work.bytes, bytes));
}

void RooflineTest::memoryFeedsOrThePeakBinds()
{
    Processor processor;
    processor.matrixFlops = 1e12;
    processor.vectorFlops = 1e11;
    processor.memory = BytesPerSecond{6e9};
    processor.value = Bytes{2};
    const Attainable axpy = attainable(processor, BlasOperation::Axpy, {100.0});
    QVERIFY(axpy.isBoundByMemory);
    QVERIFY(isNear(axpy.flops, 2e9)); // a third of an operation a byte
    const Attainable gemm = attainable(processor, BlasOperation::Gemm, {3000.0});
    QVERIFY(!gemm.isBoundByMemory); // 1,000 operations a byte
    QVERIFY(isNear(gemm.flops, 1e12));
    QVERIFY(isNear(attainable(processor, BlasOperation::Gemm, {300.0}).flops, 6e11));
    QVERIFY(isNear(attainable(processor, BlasOperation::SparseGemm, {3000.0}).flops, 1e11)); // not by matrix units
}

void RooflineTest::aWaferHasItsPeakFromAxpyOn()
{
    for (const char* name : {"cs1", "cs2"}) {
        const System system = readSystem(name).value();
        const Processor wafer = processorOf(system);
        const double peak = 8.0 * static_cast<double>(system.peCount()) * 0.85e9; // four multiply-adds a cycle
        for (const BlasOperation operation : kBlasOperations)
            for (const double size : {1e2, 3e3, 1e5}) {
                const Attainable found = attainable(wafer, operation, {size, 0.9});
                QVERIFY(isNear(found.flops, peak));
                QVERIFY(!found.isBoundByMemory);
            }
        QCOMPARE(wafer.figures.size(), std::size_t{6});
    }
    const Processor& gpu = shippedProcessors().front();
    QVERIFY(attainable(gpu, BlasOperation::Axpy, {4096.0}).flops < 0.01 * gpu.matrixFlops);
}

void RooflineTest::trainingTakesItsOperations()
{
    const TrainingWork work{1e9, 2e10, 6.0};
    QVERIFY(isNear(flopsOf(work), 1.2e20));
    QVERIFY(isNear(timeToTrain(work, 10.0, 1e14, 0.5).count(), 2.4e5));
    QVERIFY(isNear(timeToTrain({1e9, 2e10, 8.0}, 10.0, 1e14, 0.5).count(), 3.2e5));
    QVERIFY(isNear(doublingsOf(8.0 * kFlopsOfPflopDay), 3.0));
}

/// By the shipped figures, with the parameters that are published.
void RooflineTest::timesThatAreToldComeOut()
{
    const Trainings& shipped = shippedTrainings();
    const double parameters[] = {1'557'611'200.0, 174'604'259'328.0};
    QCOMPARE(shipped.claimed.size(), std::size_t{2});
    for (std::size_t i = 0; i < 2; ++i) {
        const TrainingWork work{parameters[i], shipped.claimed[i].tokens, shipped.operations};
        const double days =
            timeToTrain(work, shipped.gpus, shippedProcessors().front().matrixFlops, shipped.utilization).count()
            / 86400.0;
        QVERIFY2(std::abs(days / shipped.claimed[i].days - 1.0) < 0.01, qPrintable(QString::number(days)));
    }
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::RooflineTest)
#include "roofline_test.moc"
