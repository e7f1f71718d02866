#include "app/jobs/job_runner.h"
#include "tests/test_class.h"
#include "tick_watch.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

namespace waferscope {

namespace {

using namespace std::chrono_literals;

struct Count : Partial {
    explicit Count(int value)
        : number(value)
    {
    }
    int number;
};

Result<int> stopped()
{
    return Error{ErrorCode::Stopped, "Stopped."};
}

Result<int> slowUntilStopped(const JobControl& job)
{
    while (!job.stopRequested())
        std::this_thread::sleep_for(1ms);
    return stopped();
}

/// An engine at its worst: it looks up only after half a second.
Result<int> deafForHalfASecond(const JobControl&)
{
    std::this_thread::sleep_for(500ms);
    return Result<int>(1);
}

} // namespace

class JobRunnerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersOnTheWindowsThread();
    void supersededJobIsSilent();
    void supersedingDoesNotWait();
    void stopIsHeardAtOnce();
    void progressComesAtMostThirtyTimesASecond();
    void latestPartialArrives();
    void eventLoopTicksWhileAJobRuns();
    void nextJobMayStartFromAnAnswer();
    void quittingJoinsAll();
};

void JobRunnerTest::answersOnTheWindowsThread()
{
    JobRunner runner;
    QThread* workThread = nullptr;
    QThread* doneThread = nullptr;
    int answer = 0;
    runner.start(
        [&workThread](const JobControl&) {
            workThread = QThread::currentThread();
            return Result<int>(42);
        },
        [&](const Result<int>& result) {
            answer = result.value();
            doneThread = QThread::currentThread();
        });
    QTRY_COMPARE(answer, 42);
    QCOMPARE(doneThread, QThread::currentThread());
    QVERIFY(workThread != QThread::currentThread());
    QVERIFY(!runner.isRunning());
}

void JobRunnerTest::supersededJobIsSilent()
{
    JobRunner runner;
    QStringList answers;
    runner.start(slowUntilStopped, [&](const Result<int>&) { answers << QStringLiteral("old"); });
    runner.start([](const JobControl&) { return Result<int>(2); },
                 [&](const Result<int>&) { answers << QStringLiteral("new"); });
    QTRY_COMPARE(answers, QStringList{QStringLiteral("new")});
    QTest::qWait(50);
    QCOMPARE(answers.size(), 1);
    QTRY_COMPARE(runner.parkedCount(), 0);
}

void JobRunnerTest::supersedingDoesNotWait()
{
    JobRunner runner;
    runner.start(deafForHalfASecond, [](const Result<int>&) { QFAIL("superseded"); });
    QElapsedTimer clock;
    clock.start();
    bool answered = false;
    runner.start([](const JobControl&) { return Result<int>(2); }, [&](const Result<int>&) { answered = true; });
    QVERIFY2(clock.elapsed() < 20, "the window waited for an engine");
    QTRY_VERIFY_WITH_TIMEOUT(answered, 300);
}

void JobRunnerTest::stopIsHeardAtOnce()
{
    JobRunner runner;
    std::optional<ErrorCode> code;
    runner.start(deafForHalfASecond, [&](const Result<int>& result) { code = result.error().code; });
    QElapsedTimer clock;
    clock.start();
    runner.stop();
    QVERIFY(clock.elapsed() < 20);
    QVERIFY(code == ErrorCode::Stopped);
    QVERIFY(!runner.isRunning());
}

void JobRunnerTest::progressComesAtMostThirtyTimesASecond()
{
    JobRunner runner;
    QSignalSpy progressed(&runner, &JobRunner::progressed);
    QElapsedTimer clock;
    clock.start();
    runner.start(
        [](const JobControl& job) {
            while (!job.stopRequested())
                job.report(0.5, "Waiting");
            return stopped();
        },
        [](const Result<int>&) {});
    QTest::qWait(400);
    runner.stop();
    QVERIFY(progressed.count() >= 3);
    QVERIFY2(progressed.count() <= clock.elapsed() / 33 + 1, qPrintable(QString::number(progressed.count())));
}

void JobRunnerTest::latestPartialArrives()
{
    JobRunner runner;
    int last = -1;
    int calls = 0;
    runner.start(
        [](const JobControl& job) {
            for (int i = 0; i <= 1000; ++i)
                job.publish(std::make_shared<const Count>(i));
            while (!job.stopRequested())
                std::this_thread::sleep_for(1ms);
            return stopped();
        },
        [](const Result<int>&) {},
        [&](const std::shared_ptr<const Partial>& partial) {
            last = static_cast<const Count&>(*partial).number;
            ++calls;
        });
    QTRY_COMPARE(last, 1000);
    QVERIFY(calls < 50);
    runner.stop();
}

void JobRunnerTest::eventLoopTicksWhileAJobRuns()
{
    JobRunner runner;
    const TickWatch watch;
    bool done = false;
    runner.start(
        [](const JobControl& job) {
            std::vector<double> work(1 << 20);
            for (int round = 0; round < 100 && !job.stopRequested(); ++round) {
                for (double& value : work)
                    value = value * 0.5 + 1.0;
                job.report(round / 100.0, "Working");
            }
            return Result<int>(1);
        },
        [&](const Result<int>&) { done = true; });
    QTRY_VERIFY_WITH_TIMEOUT(done, 20000);
    QVERIFY2(watch.longest() < 50 + watch.idle(), qPrintable(QString::number(watch.longest())));
}

void JobRunnerTest::nextJobMayStartFromAnAnswer()
{
    JobRunner runner;
    int answers = 0;
    const auto quick = [](const JobControl&) { return Result<int>(1); };
    runner.start(quick, [&](const Result<int>&) {
        ++answers;
        runner.start(quick, [&](const Result<int>&) { ++answers; });
    });
    QTRY_COMPARE(answers, 2);
    QVERIFY(!runner.isRunning());
}

void JobRunnerTest::quittingJoinsAll()
{
    std::atomic<int> ended = 0;
    {
        JobRunner runner;
        for (int i = 0; i < 4; ++i) {
            runner.start(
                [&ended](const JobControl& job) {
                    Result<int> answer = slowUntilStopped(job);
                    std::this_thread::sleep_for(20ms);
                    ++ended;
                    return answer;
                },
                [](const Result<int>&) {});
        }
        QCOMPARE(runner.parkedCount(), 3);
    }
    QCOMPARE(ended.load(), 4);
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QCoreApplication, waferscope::JobRunnerTest)
#include "job_runner_test.moc"
