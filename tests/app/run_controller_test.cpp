#include "app/jobs/run_controller.h"

#include "core/run/field_source.h"
#include "tests/test_class.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <atomic>

namespace waferscope {

namespace {

/// No emulator at all: every PE is worth the time.
class Clockwork : public FieldSource {
public:
    explicit Clockwork(Cycles length)
        : m_length(length)
    {
    }

    [[nodiscard]] Cycles length() const override { return m_length; }
    using FieldSource::evaluate;
    [[nodiscard]] Field evaluate(Cycles time, const FieldRequest& request, int) const override
    {
        Field field{request.kind, request.area, request.stride, request.reduction, time, 0.0F, 0.0F, {}};
        field.least = field.most = static_cast<float>(time.count());
        field.values.assign(static_cast<std::size_t>(field.columns()) * static_cast<std::size_t>(field.rows()),
                            field.most);
        return field;
    }
    [[nodiscard]] std::string describe(Cycles time, PeCoord) const override
    {
        return "It is " + std::to_string(time.count()) + ".";
    }

private:
    Cycles m_length;
};

constexpr FieldRequest kRequest{FieldKind::Busy, {{0, 0}, 3, 2}, 1, Reduction::Max};

ShownLayout someLayout()
{
    LayoutProblem problem;
    problem.installation = std::make_shared<const Installation>();
    problem.graph = std::make_shared<const KernelGraph>(KernelGraph::create({}, {}, {}).value());
    return {std::make_shared<const Layout>(Layout::create("some", problem, Mapping{}).value()),
            std::make_shared<const Evaluation>(), nullptr};
}

/// Of a layout, so long, in steps of 1000 cycles.
std::shared_ptr<const LayoutRun> clockworkRun(const ShownLayout& shown, Cycles length)
{
    auto run = std::make_shared<LayoutRun>();
    run->layout = shown.layout;
    run->evaluation = shown.evaluation;
    run->fields = std::make_shared<const Clockwork>(length);
    auto score = std::make_shared<PlaybackScore>();
    score->length = length;
    score->step = Cycles{1000};
    score->beat = Cycles{10};
    score->marks = {{Cycles{0}, StepPart::Forward, 0}};
    score->clock = Hertz{1e9};
    run->score = std::move(score);
    return run;
}

RunController::RequestOf leftOnly()
{
    return [](PaneSide side) { return side == PaneSide::Left ? std::optional(kRequest) : std::nullopt; };
}

/// Of the left side's picture in the last frame.
float lastValue(const QSignalSpy& frames)
{
    if (frames.isEmpty())
        return -1.0F;
    const Frame frame = frames.last().first().value<Frame>();
    return frame.fields.front() ? frame.fields.front()->values.back() : -1.0F;
}

/// An emulator that has come to 2000 cycles, and goes on to 5000 when it is released.
struct SlowEmulator {
    std::atomic<bool> released = false;

    RunController::Emulate emulate()
    {
        return [this](const ShownLayout& shown, const JobControl& job) -> Result<std::shared_ptr<const LayoutRun>> {
            job.publish(std::make_shared<const RunPartial>(clockworkRun(shown, Cycles{2000})));
            while (!released && !job.stopRequested())
                QThread::msleep(1);
            return clockworkRun(shown, Cycles{5000});
        };
    }
};

} // namespace

/// Who runs what is shown, and how far it can be played.
class RunControllerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anotherEmulatorsFieldsArePlayed();
    void aRunIsPlayedAsFarAsItHasCome();
    void aMomentBeyondIsWaitedFor();
    void playingGoesOnWhenMoreIsThere();
};

void RunControllerTest::anotherEmulatorsFieldsArePlayed()
{
    RunController runs(leftOnly(), [](const ShownLayout& shown, const JobControl&) {
        return Result(clockworkRun(shown, Cycles{5000}));
    });
    QSignalSpy frames(&runs.player(), &Player::frameReady);
    runs.show(PaneSide::Left, someLayout());
    QTRY_VERIFY(runs.runOf(PaneSide::Left));
    QCOMPARE(runs.player().score()->length, Cycles{5000});
    runs.player().seek(Cycles{1234});
    QTRY_COMPARE(lastValue(frames), 1234.0F);
    runs.player().seek(Cycles{99'999});
    QTRY_COMPARE(lastValue(frames), 5000.0F);
    runs.player().seek(Cycles{0});
    runs.player().play();
    QTRY_VERIFY(lastValue(frames) > 0.0F);
    QVERIFY(lastValue(frames) <= 5000.0F);
}

void RunControllerTest::aRunIsPlayedAsFarAsItHasCome()
{
    SlowEmulator emulator;
    RunController runs(leftOnly(), emulator.emulate());
    QSignalSpy frames(&runs.player(), &Player::frameReady);
    runs.show(PaneSide::Left, someLayout());
    QTRY_VERIFY(runs.runOf(PaneSide::Left));
    QVERIFY(runs.isRunning(PaneSide::Left));
    QCOMPARE(runs.player().score()->length, Cycles{2000});
    runs.player().seek(Cycles{1500});
    QTRY_COMPARE(lastValue(frames), 1500.0F);
    emulator.released = true;
    QTRY_COMPARE(runs.player().score()->length, Cycles{5000});
    QVERIFY(!runs.isRunning(PaneSide::Left));
    QCOMPARE(runs.player().time(), Cycles{1500});
}

/// An edited layout goes on from the same moment, even if its run comes in two parts.
void RunControllerTest::aMomentBeyondIsWaitedFor()
{
    SlowEmulator emulator;
    emulator.released = true;
    RunController runs(leftOnly(), emulator.emulate());
    runs.show(PaneSide::Left, someLayout());
    QTRY_VERIFY(runs.runOf(PaneSide::Left));
    runs.player().seek(Cycles{3000});
    emulator.released = false;
    runs.show(PaneSide::Left, someLayout());
    QVERIFY(!runs.runOf(PaneSide::Left));
    QTRY_VERIFY(runs.runOf(PaneSide::Left));
    QCOMPARE(runs.player().time(), Cycles{2000});
    emulator.released = true;
    QTRY_COMPARE(runs.player().score()->length, Cycles{5000});
    QCOMPARE(runs.player().time(), Cycles{3000});
}

void RunControllerTest::playingGoesOnWhenMoreIsThere()
{
    SlowEmulator emulator;
    RunController runs(leftOnly(), emulator.emulate());
    runs.show(PaneSide::Left, someLayout());
    QTRY_VERIFY(runs.runOf(PaneSide::Left));
    runs.player().play();
    QTRY_VERIFY(runs.player().time() > Cycles{0});
    const Cycles before = runs.player().time();
    emulator.released = true;
    QTRY_COMPARE(runs.player().score()->length, Cycles{5000});
    QVERIFY(runs.player().isPlaying());
    QVERIFY(runs.player().time() >= before);
    QTRY_VERIFY(runs.player().time() > before);
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QCoreApplication, waferscope::RunControllerTest)
#include "run_controller_test.moc"
