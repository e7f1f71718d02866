#include "app/jobs/player.h"
#include "tests/changed_layout.h"
#include "tests/test_class.h"

#include "app/jobs/layout_run.h"
#include "core/run/log_reader.h"
#include "formats/machines/machines.h"
#include "formats/reports/trace.h"
#include "model/evaluate.h"
#include "session/map_project.h"
#include "tests/tick_watch.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <algorithm>
#include <atomic>

namespace waferscope {

namespace {

std::shared_ptr<const PlaybackScore> someScore()
{
    auto score = std::make_shared<PlaybackScore>();
    score->length = Cycles{20'000'000};
    score->step = Cycles{10'000'000};
    score->beat = Cycles{1000};
    score->marks = {{Cycles{0}, StepPart::Forward, 0},
                    {Cycles{5000}, StepPart::Backward, 0},
                    {Cycles{10'000'000}, StepPart::Forward, 1}};
    score->clock = Hertz{0.85e9};
    return score;
}

Player::Preparer instant()
{
    return [] { return [](Cycles time) { return Frame{time, {}}; }; };
}

Result<std::shared_ptr<const LayoutRun>> runOf(const std::string& model, Mode mode)
{
    const auto opened = openProject({model, readInstallation("cs1").value(), {}}, {});
    const Project& project = *opened.value().project;
    for (std::size_t i = 0; i < project.layouts.size(); ++i) {
        if (project.layouts[i]->mode() == mode)
            return runLayout({project.layouts[i], opened.value().evaluations[i], project.assumptions}, {});
    }
    return Error{ErrorCode::DoesNotFit, "no such mode"};
}

} // namespace

class PlayerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void seekShowsThatMoment();
    void strides();
    void playMovesAndPauseStops();
    void framesAreMadeOffTheWindowsThread();
    void scrubbingNeverPilesUp();
    void stopsAtTheEnd();
    void hiddenWindowPlaysNothing();
    void marksOfRealRuns_data();
    void marksOfRealRuns();
    void recomputingIsBackwardEverywhere();
};

void PlayerTest::seekShowsThatMoment()
{
    Player player(instant());
    QSignalSpy frames(&player, &Player::frameReady);
    player.seek(Cycles{5});
    QCOMPARE(player.time(), Cycles{0}); // nothing to play
    player.setScore(someScore());
    QVERIFY(frames.wait());
    player.seek(Cycles{1234});
    QVERIFY(frames.wait());
    QCOMPARE(frames.last().first().value<Frame>().time, Cycles{1234});
    player.seek(Cycles{-7});
    QCOMPARE(player.time(), Cycles{0});
    player.seek(Cycles{99'000'000});
    QCOMPARE(player.time(), Cycles{20'000'000});
}

void PlayerTest::strides()
{
    Player player(instant());
    player.setScore(someScore());
    player.step(Stride::Beat, Heading::Forward);
    QCOMPARE(player.time(), Cycles{1000});
    player.step(Stride::Cycle, Heading::Forward);
    QCOMPARE(player.time(), Cycles{1001});
    player.step(Stride::Phase, Heading::Forward);
    QCOMPARE(player.time(), Cycles{5000});
    player.step(Stride::Phase, Heading::Back);
    QCOMPARE(player.time(), Cycles{0});
    player.step(Stride::Beat, Heading::Back);
    QCOMPARE(player.time(), Cycles{0});
}

void PlayerTest::playMovesAndPauseStops()
{
    Player player(instant());
    player.setScore(someScore());
    QSignalSpy frames(&player, &Player::frameReady);
    player.play();
    QTRY_VERIFY(frames.count() > 20);
    player.pause();
    QVERIFY(!player.isPlaying());
    const Cycles stopped = player.time();
    QVERIFY(stopped > Cycles{0});
    QVERIFY(waitForTicks(16)); // in which five frames would have come
    QCOMPARE(player.time(), stopped);
    QVERIFY(std::abs(player.slowdown() - 850.0) < 1e-6);
}

void PlayerTest::framesAreMadeOffTheWindowsThread()
{
    std::atomic<QThread*> thread = nullptr;
    Player player([&thread] {
        return [&thread](Cycles time) {
            thread = QThread::currentThread();
            return Frame{time, {}};
        };
    });
    player.setScore(someScore());
    QTRY_VERIFY(thread != nullptr);
    QVERIFY(thread != QThread::currentThread());
}

void PlayerTest::scrubbingNeverPilesUp()
{
    std::atomic<int> made = 0;
    std::atomic<bool> scrubbed = false;
    Player player([&] {
        return [&](Cycles time) {
            while (!scrubbed) // the first frame takes as long as the hand moves
                QThread::msleep(1);
            ++made;
            return Frame{time, {}};
        };
    });
    player.setScore(someScore());
    QSignalSpy frames(&player, &Player::frameReady);
    for (int i = 1; i <= 100; ++i)
        player.seek(Cycles{i * std::int64_t{100}});
    scrubbed = true;
    QTRY_COMPARE(frames.isEmpty() ? Cycles{0} : frames.last().first().value<Frame>().time, Cycles{10'000});
    QCOMPARE(made.load(), 2); // the one under way, and the last
}

void PlayerTest::stopsAtTheEnd()
{
    Player player(instant());
    player.setScore(someScore());
    player.seek(Cycles{19'990'000});
    player.play();
    QTRY_VERIFY(!player.isPlaying());
    QCOMPARE(player.time(), Cycles{20'000'000});
    player.play();
    QTRY_VERIFY(player.time() > Cycles{0} && player.time() < Cycles{10'000'000});
}

void PlayerTest::hiddenWindowPlaysNothing()
{
    Player player(instant());
    player.setScore(someScore());
    player.play();
    QTRY_VERIFY(player.time() > Cycles{0});
    player.setVisible(false);
    QVERIFY(waitForTicks(8)); // what was under way has come
    QSignalSpy frames(&player, &Player::frameReady);
    const Cycles hidden = player.time();
    QVERIFY(waitForTicks(24));
    QCOMPARE(player.time(), hidden);
    QCOMPARE(frames.count(), 0);
    player.setVisible(true);
    QTRY_VERIFY(player.time() > hidden);
}

void PlayerTest::marksOfRealRuns_data()
{
    QTest::addColumn<bool>("streaming");
    QTest::newRow("pipelined") << false;
    QTest::newRow("weight streaming") << true;
}

void PlayerTest::marksOfRealRuns()
{
    QFETCH(bool, streaming);
    const auto run = runOf("gallery:mnist-mlp", streaming ? Mode::WeightStreaming : Mode::Pipelined);
    QVERIFY(run.ok());
    const PlaybackScore& score = *run.value()->score;
    QVERIFY(score.length > Cycles{0});
    QCOMPARE(score.stepStarts.size(), std::size_t{2});
    QVERIFY(score.marks.size() >= 6);
    for (std::size_t i = 1; i < score.marks.size(); ++i)
        QVERIFY(score.marks[i - 1].start < score.marks[i].start);
    QCOMPARE(score.layerStarts.empty(), !streaming);
    Cycles time{0};
    int beats = 0;
    for (; time < score.length && beats < 100000; ++beats) {
        const Cycles next = score.neighbourOf(time, Stride::Phase, Heading::Forward);
        QVERIFY(next > time);
        time = next;
    }
    QCOMPARE(time, score.length);
    bool atWork = false;
    for (int i = 0; i < 20; ++i)
        atWork = atWork || streamingMomentOf(*run.value(), Cycles{score.length.count() / 20 * i}).has_value();
    QCOMPARE(atWork, streaming);
    QCOMPARE(run.value()->timeline->rows.size(), run.value()->layout->graph()->size());
}

/// The first layer's activations are not kept: transport, timeline and trace say the same of their second time.
void PlayerTest::recomputingIsBackwardEverywhere()
{
    const auto opened = openProject({"gallery:mnist-mlp", readInstallation("cs1").value(), {}}, {}).value();
    const auto& layouts = opened.project->layouts;
    const auto streaming = std::find_if(layouts.begin(), layouts.end(),
                                        [](const auto& layout) { return layout->mode() == Mode::WeightStreaming; });
    QVERIFY(streaming != layouts.end());
    StreamingSchedule schedule = (*streaming)->schedule();
    schedule.retention = {Retention::Recompute, Retention::Keep, Retention::Keep};
    const auto layout = std::make_shared<const Layout>(samples::withSchedule(**streaming, std::move(schedule)));
    const auto assumptions = opened.project->assumptions;
    const auto evaluation = std::make_shared<const Evaluation>(evaluate(*layout, *assumptions));
    const auto run = runLayout({layout, evaluation, assumptions}, {});
    QVERIFY(run.ok());
    int recomputed = 0;
    LogReader(run.value()->emulation->log).forEachSpanOf<KernelActor>([&](const KernelActor&, const Span& span) {
        if (span.phase != Phase::Recompute)
            return;
        ++recomputed;
        QCOMPARE(run.value()->score->markAt(span.start).part, StepPart::Backward);
        const auto& drawn = run.value()->timeline->spans;
        QVERIFY(std::any_of(drawn.begin(), drawn.end(), [&span](const TimelineSpan& other) {
            return other.span.start == span.start && other.band == TimelineBand::InputGradient;
        }));
        QVERIFY(std::none_of(drawn.begin(), drawn.end(), [&span](const TimelineSpan& other) {
            return other.span.start == span.start && other.band == TimelineBand::Forward;
        }));
    });
    QVERIFY(recomputed > 0);
    const QByteArray trace = QByteArray::fromStdString(traceJson(*layout, run.value()->emulation->log, {}));
    int traced = 0;
    for (const QByteArray& line : trace.split('\n')) {
        if (!line.contains("\"pid\": 1,") || !line.contains("\"name\": \"recompute "))
            continue; // not of a kernel
        ++traced;
        QVERIFY2(line.contains("\"tid\": 1,"), line.constData()); // the first kernel's input gradient
    }
    QCOMPARE(traced, recomputed);
}

} // namespace waferscope

Q_DECLARE_METATYPE(waferscope::Frame)

WAFERSCOPE_TEST_IN(QCoreApplication, waferscope::PlayerTest)
#include "player_test.moc"
