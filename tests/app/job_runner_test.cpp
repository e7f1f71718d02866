#include "app/jobs/job_runner.h"
#include "tests/test_class.h"
#include "tests/tick_watch.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <algorithm>

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

/// An engine at its worst: it never looks up, and ends only when the test lets it. Made before the runner, which waits
/// for it.
struct DeafEngine {
    std::atomic<bool> released = false;
    std::atomic<bool> ended = false;

    /// For JobRunner::start. If nobody lets it go, as when the window waits for it, it gives up: the test then fails by
    /// `ended`.
    auto work()
    {
        return [this](const JobControl&) {
            constexpr auto kPatience = 20s;
            const auto giveUp = std::chrono::steady_clock::now() + kPatience;
            while (!released && std::chrono::steady_clock::now() < giveUp)
                std::this_thread::sleep_for(1ms);
            ended = true;
            return Result<int>(1);
        };
    }
};

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
    void partialsWaitUntilItIsTime();
    void aJobThatEndsSoonerShowsNoPartial();
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
    QTRY_COMPARE(runner.parkedCount(), 0); // joined, so that all it ever says is on its way
    QCoreApplication::processEvents();
    QCOMPARE(answers, QStringList{QStringLiteral("new")});
}

void JobRunnerTest::supersedingDoesNotWait()
{
    DeafEngine engine;
    JobRunner runner;
    runner.start(engine.work(), [](const Result<int>&) { QFAIL("superseded"); });
    bool answered = false;
    runner.start([](const JobControl&) { return Result<int>(2); }, [&](const Result<int>&) { answered = true; });
    QTRY_VERIFY(answered);
    QVERIFY2(!engine.ended, "the window waited for an engine");
    engine.released = true;
}

void JobRunnerTest::stopIsHeardAtOnce()
{
    DeafEngine engine;
    JobRunner runner;
    std::optional<ErrorCode> code;
    runner.start(engine.work(), [&](const Result<int>& result) { code = result.error().code; });
    runner.stop();
    QVERIFY(code == ErrorCode::Stopped);
    QVERIFY(!runner.isRunning());
    QVERIFY2(!engine.ended, "the window waited for an engine");
    engine.released = true;
}

void JobRunnerTest::progressComesAtMostThirtyTimesASecond()
{
    std::atomic<int> reports = 0;
    JobRunner runner;
    QSignalSpy progressed(&runner, &JobRunner::progressed);
    QElapsedTimer clock;
    clock.start();
    runner.start(
        [&reports](const JobControl& job) {
            for (; !job.stopRequested(); ++reports)
                job.report(0.5, "Waiting");
            return stopped();
        },
        [](const Result<int>&) {});
    QTRY_VERIFY(progressed.count() >= 10);
    runner.stop();
    QVERIFY(reports > progressed.count()); // or there was nothing to hold back
    // A slow machine makes the time longer, never shorter.
    QVERIFY2(clock.elapsed() >= 33 * (progressed.count() - 1), qPrintable(QString::number(clock.elapsed())));
}

void JobRunnerTest::latestPartialArrives()
{
    JobRunner runner;
    std::vector<int> numbers;
    QElapsedTimer clock;
    clock.start();
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
            numbers.push_back(static_cast<const Count&>(*partial).number);
        });
    QTRY_VERIFY(!numbers.empty() && numbers.back() == 1000);
    runner.stop();
    QVERIFY(std::is_sorted(numbers.begin(), numbers.end()));
    QVERIFY(clock.elapsed() >= 33 * (static_cast<qint64>(numbers.size()) - 1));
}

/// The latest of the time before comes then, though the engine says nothing more.
void JobRunnerTest::partialsWaitUntilItIsTime()
{
    JobRunner runner;
    std::vector<int> numbers;
    QElapsedTimer clock;
    clock.start();
    runner.start(
        [](const JobControl& job) {
            job.publish(std::make_shared<const Count>(1));
            std::this_thread::sleep_for(50ms); // the first news are collected
            job.publish(std::make_shared<const Count>(2));
            while (!job.stopRequested())
                std::this_thread::sleep_for(1ms);
            return stopped();
        },
        [](const Result<int>&) {},
        [&](const std::shared_ptr<const Partial>& partial) {
            numbers.push_back(static_cast<const Count&>(*partial).number);
        },
        200ms);
    QTRY_VERIFY(!numbers.empty());
    QVERIFY2(clock.elapsed() >= 200, qPrintable(QString::number(clock.elapsed())));
    QCOMPARE(numbers, std::vector<int>{2});
    runner.stop();
}

void JobRunnerTest::aJobThatEndsSoonerShowsNoPartial()
{
    JobRunner runner;
    bool done = false;
    bool shown = false;
    runner.start(
        [](const JobControl& job) {
            job.publish(std::make_shared<const Count>(1));
            return Result<int>(1);
        },
        [&done](const Result<int>&) { done = true; }, [&shown](const std::shared_ptr<const Partial>&) { shown = true; },
        1h);
    QTRY_VERIFY(done);
    QVERIFY(!shown);
}

void JobRunnerTest::eventLoopTicksWhileAJobRuns()
{
    std::atomic<bool> enough = false;
    JobRunner runner;
    const TickWatch watch;
    bool done = false;
    runner.start(
        [&enough](const JobControl& job) {
            while (!enough && !job.stopRequested())
                job.report(0.5, "Working");
            return Result<int>(1);
        },
        [&](const Result<int>&) { done = true; });
    QTRY_VERIFY_WITH_TIMEOUT(watch.ticks() >= 50, 60000); // the job works until they are there
    QVERIFY(runner.isRunning());
    enough = true;
    QTRY_VERIFY(done);
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
