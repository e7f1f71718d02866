#include "core/layout/evaluation.h"
#include "tests/test_class.h"

#include <QTest>

#include <csignal>
#include <functional>
#include <sys/wait.h>
#include <unistd.h>

namespace waferscope {

namespace {

/// Whether a piece of code ends the process by a failed check. It runs in a process of its own.
bool failsACheck(const std::function<void()>& code)
{
    const pid_t child = fork();
    if (child == 0) {
        std::signal(SIGABRT, SIG_DFL); // Qt Test's own handler would tell a story
        std::fclose(stderr);
        try {
            code();
        } catch (...) { // no check
        }
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

} // namespace

/// What an evaluation's figures say is of its own mode, and nobody reads those of the other.
class EvaluationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theModeIsThatOfItsFigures();
    void readingTheOtherModesFiguresFails();
    void evaluationsOfTwoModesDiffer();
    void theLongestAllReduceIsOfAnyKernel();
};

void EvaluationTest::theModeIsThatOfItsFigures()
{
    PipelinedFigures pipelined;
    pipelined.replicas = 4;
    pipelined.deltaT = Cycles{12};
    Evaluation evaluation;
    evaluation.figures = pipelined;
    QCOMPARE(evaluation.mode(), Mode::Pipelined);
    QCOMPARE(evaluation.pipelined().replicas, 4);
    QCOMPARE(evaluation.pipelined().deltaT, Cycles{12});
    StreamingFigures streaming;
    streaming.microBatches = 3;
    streaming.computeOfStep = Cycles{90};
    evaluation.figures = streaming;
    QCOMPARE(evaluation.mode(), Mode::WeightStreaming);
    QCOMPARE(qint64{evaluation.streaming().microBatches}, qint64{3});
    QCOMPARE(evaluation.streaming().computeOfStep, Cycles{90});
}

void EvaluationTest::readingTheOtherModesFiguresFails()
{
    Evaluation pipelined;
    pipelined.figures = PipelinedFigures{};
    Evaluation streaming;
    streaming.figures = StreamingFigures{};
    QVERIFY(!failsACheck([&] { static_cast<void>(pipelined.pipelined()); }));
    QVERIFY(!failsACheck([&] { static_cast<void>(streaming.streaming()); }));
    QVERIFY(failsACheck([&] { static_cast<void>(pipelined.streaming()); }));
    QVERIFY(failsACheck([&] { static_cast<void>(streaming.pipelined()); }));
}

void EvaluationTest::evaluationsOfTwoModesDiffer()
{
    Evaluation pipelined;
    pipelined.figures = PipelinedFigures{};
    Evaluation streaming;
    streaming.figures = StreamingFigures{};
    QVERIFY(pipelined != streaming);
    PipelinedFigures slow;
    slow.deltaT = Cycles{1};
    Evaluation slower = pipelined;
    slower.figures = slow;
    QVERIFY(slower != pipelined);
}

void EvaluationTest::theLongestAllReduceIsOfAnyKernel()
{
    Evaluation evaluation;
    QCOMPARE(longestAllReduce(evaluation), Cycles{0});
    evaluation.kernels.resize(3);
    evaluation.kernels[1].allReduce = Cycles{66};
    evaluation.kernels[2].allReduce = Cycles{65};
    QCOMPARE(longestAllReduce(evaluation), Cycles{66});
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::EvaluationTest)
#include "evaluation_test.moc"
