#include "app/jobs/player.h"
#include "app/window/window_actions.h"
#include "core/layout/project.h"
#include "formats/base/output_file.h"
#include "formats/machines/machines.h"
#include "formats/networks/model.h"
#include "formats/plan/plan.h"
#include "session/save_project.h"
#include "tests/app/window_fixture.h"
#include "tests/test_class.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <algorithm>
#include <unistd.h>

namespace waferscope {

/// A lecture's worth of watching: WAFERSCOPE_WATCH_SECONDS of BERT-Large; where that is not set, a few of a small
/// network.
class WatchingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void framesKeepComingAndMemoryStays();

private:
    static constexpr int kParts = 6; ///< of the time; the first one warms up

    static std::optional<double> secondsAskedFor()
    {
        bool isSet = false;
        const int seconds = qEnvironmentVariableIntValue("WAFERSCOPE_WATCH_SECONDS", &isSet);
        return isSet ? std::optional<double>(std::max(seconds, kParts)) : std::nullopt;
    }

    /// MiB of this process that are in memory.
    static double residentMemory()
    {
        QFile file(QStringLiteral("/proc/self/statm"));
        if (!file.open(QIODevice::ReadOnly))
            return 0.0;
        return file.readAll().split(' ').value(1).toDouble() * double(sysconf(_SC_PAGESIZE)) / (1024.0 * 1024.0);
    }

    /// BERT-Large at sequence 128, pipelined, as a plan.
    static std::string planText()
    {
        const SizeTexts sizes{{"layers", "24"},   {"hidden", "1024"},  {"heads", "16"}, {"ff", "4096"},
                              {"vocab", "30522"}, {"sequence", "128"}, {"masked", "20"}};
        const LoadedModel loaded = openModelSized("family:bert", sizes).value();
        MapRequest request;
        request.network = loaded.network;
        request.installation = readInstallation("cs2-8workers").value();
        request.execution.batch = 1024;
        request.execution.dimensions = loaded.network->dimensions();
        request.placing.moves = 100;
        Project project;
        project.reference = loaded.reference;
        project.network = loaded.network;
        project.assumptions = std::make_shared<const Assumptions>(shippedAssumptions());
        project.layouts = {mapNetwork(request, *project.assumptions).value().layout};
        return writePlan(planOf(project));
    }
};

void WatchingTest::framesKeepComingAndMemoryStays()
{
    const std::optional<double> asked = secondsAskedFor();
    const QTemporaryDir folder;
    QString model = QStringLiteral("gallery:mnist-mlp");
    if (asked) {
        model = folder.filePath(QStringLiteral("bert.waferplan"));
        QVERIFY(writeFile(model.toStdString(), planText()).ok());
    }
    WindowFixture fixture(ThemeChoice::Dark);
    QVERIFY(fixture.open(model));
    QVERIFY(fixture.waitForRun());
    if (asked) // the search for advice has memory of its own
        QTRY_VERIFY_WITH_TIMEOUT(fixture.window.advisor().advice(), 120000);
    fixture.trigger(fixture.window.actions().pictureAction(FieldKind::Busy));
    Player& player = fixture.window.runs().player();
    const double seconds = asked.value_or(kParts);
    constexpr double kSecondsOfTwoSteps = 20.0; // at speed 1
    player.setSpeed(kSecondsOfTwoSteps / (1.2 * seconds)); // the end is not reached
    QSignalSpy frames(&player, &Player::frameReady);
    player.play();
    std::vector<double> rates;
    std::vector<double> memory;
    for (int part = 0; part < kParts; ++part) {
        frames.clear();
        QElapsedTimer clock;
        clock.start();
        while (clock.elapsed() < qint64(1000.0 * seconds / kParts)) {
            QTest::qWait(200);
            rates.resize(std::size_t(part) + 1);
            rates.back() += double(frames.count()); // a spy keeps every frame
            frames.clear();
        }
        rates.back() *= 1000.0 / double(clock.elapsed());
        memory.push_back(residentMemory());
        qInfo("part %d: %.1f frames/s, %.0f MiB", part, rates.back(), memory.back());
    }
    QVERIFY(player.isPlaying());
    player.pause();
    fixture.picture(QStringLiteral("watched"));
    const auto [slowest, fastest] = std::minmax_element(rates.begin() + 1, rates.end());
    QVERIFY2(*slowest > 0.5 * *fastest, qPrintable(QStringLiteral("%1 and %2").arg(*slowest).arg(*fastest)));
    const double most = *std::max_element(memory.begin() + 1, memory.end());
    QVERIFY2(most <= 1.05 * memory[1], qPrintable(QStringLiteral("%1 to %2 MiB").arg(memory[1]).arg(most)));
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::WatchingTest)
#include "watching_test.moc"
