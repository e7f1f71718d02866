#include "core/layout/contest_problem.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

namespace {

ContestKernel convolution(const char* name, ConvShape shape)
{
    return {name, ContestKind::Convolution, {}, {shape}};
}

/// Two convolutions and a stream between them on a fabric of 100 x 50.
ContestProblem sample()
{
    ContestProblem problem;
    problem.width = 100;
    problem.height = 50;
    problem.timeWeight = 1.0;
    problem.wireWeight = 2.0;
    problem.adapterWeight = 10.0;
    problem.memoryLimit = 1000.0;
    problem.kernels = {convolution("a", {8, 8, 3, 3, 16, 32, 2}), convolution("b", {4, 4, 1, 1, 32, 12, 1})};
    problem.streams = {{KernelId{0}, KernelId{1}}};
    return problem;
}

PlacedKernel placed(ExecutionArguments arguments, PeRect box, Rotation rotation = Rotation::R0)
{
    return {std::move(arguments), box, rotation, false};
}

/// a: 2 * 1 * (4 + 1) = 10 high, 3 * 8 = 24 wide. b: 1 * 1 * (8 + 1) = 9 high, 3 * 4 = 12 wide, turned.
std::vector<PlacedKernel> samplePlacement()
{
    return {placed({2, 1, {{4, 8}}}, {{0, 0}, 24, 10}), placed({1, 1, {{8, 4}}}, {{30, 20}, 9, 12}, Rotation::R90)};
}

} // namespace

class ContestProblemTest : public QObject {
    Q_OBJECT

private slots:
    void costsOfAConvolution();
    void aBlockIsAsSlowAndTallAsItsWorst();
    void scoreAddsUpWeighted();
    void violationsAreNamed_data();
    void violationsAreNamed();
};

void ContestProblemTest::costsOfAConvolution()
{
    const ContestKernelCost cost = contestCost(sample().kernels[0], {2, 1, {{4, 8}}});
    QCOMPARE(cost.width, 24);
    QCOMPARE(cost.height, 10);
    QCOMPARE(cost.cycles, 4.0 * 8 * 4 * 4 * 9 / 4); // ceil(8/2) ceil(8/1) ceil(16/4) ceil(32/8) R S / T^2
    QCOMPARE(cost.memory, 4.0 * 4 * 9 + (10.0 / 1) * (10.0 / 2) * 4);
}

void ContestProblemTest::aBlockIsAsSlowAndTallAsItsWorst()
{
    const ContestKernel block{
        "block", ContestKind::ResidualBlock, {}, {{4, 4, 1, 1, 8, 2, 1}, {4, 4, 3, 3, 2, 2, 1}, {4, 4, 1, 1, 2, 8, 1}}};
    const ContestKernelCost cost = contestCost(block, {1, 2, {{3, 1}, {1, 2}, {2, 3}}});
    QCOMPARE(cost.width, 3 * (1 + 2 + 3));
    QCOMPARE(cost.height, 2 * (3 + 1));
    QCOMPARE(cost.cycles, 4.0 * 2 * 2 * 1 * 9); // the 3 x 3 in the middle
}

void ContestProblemTest::scoreAddsUpWeighted()
{
    const ContestScore score = contestScore(sample(), samplePlacement());
    QVERIFY2(score.violations.empty(), score.violations.empty() ? "" : score.violations.front().c_str());
    QCOMPARE(score.slowest, 1152.0);
    QCOMPARE(score.wirelength, 22.5 + 21.0); // centres (12, 5) and (34.5, 26)
    QCOMPARE(score.adapters, 2); // h and c differ, w does not
    QCOMPARE(score.score, 1152.0 + 2 * 43.5 + 10 * 2);
}

void ContestProblemTest::violationsAreNamed_data()
{
    QTest::addColumn<int>("kernel");
    QTest::addColumn<QPoint>("origin");
    QTest::addColumn<double>("memory");
    QTest::addColumn<QString>("message");
    QTest::newRow("outside") << 1 << QPoint{95, 20} << 1000.0 << "b leaves the fabric.";
    QTest::newRow("above") << 0 << QPoint{0, -1} << 1000.0 << "a leaves the fabric.";
    QTest::newRow("overlap") << 1 << QPoint{23, 9} << 1000.0 << "a and b overlap.";
    QTest::newRow("memory") << 0 << QPoint{0, 0} << 300.0 << "a needs more memory than a PE has.";
}

void ContestProblemTest::violationsAreNamed()
{
    QFETCH(int, kernel);
    QFETCH(QPoint, origin);
    QFETCH(double, memory);
    QFETCH(QString, message);
    ContestProblem problem = sample();
    problem.memoryLimit = memory;
    std::vector<PlacedKernel> placement = samplePlacement();
    placement[static_cast<std::size_t>(kernel)].rectangle.origin = {origin.x(), origin.y()};
    const ContestScore score = contestScore(problem, placement);
    QCOMPARE(score.violations.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(score.violations.front()), message);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::ContestProblemTest)
#include "contest_problem_test.moc"
