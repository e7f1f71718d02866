#include "tests/test_class.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/types.h>

namespace waferscope {

namespace {

const QString kWafer = QStringLiteral(WAFERSCOPE_BINARY_DIR "/bin/wafer");

/// Hears interrupts, though whoever runs the tests in the background ignores them.
void start(QProcess& process, const QStringList& arguments)
{
    process.setChildProcessModifier([] { std::signal(SIGINT, SIG_DFL); });
    process.start(kWafer, arguments);
}

} // namespace

/// An interrupt ends a search, not the command: the best so far is written.
class InterruptionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theBestSoFarIsWritten_data();
    void theBestSoFarIsWritten();
    void withoutAnOutputTheCommandEnds();
};

void InterruptionTest::theBestSoFarIsWritten_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("interrupt") << SIGINT;
    QTest::newRow("termination") << SIGTERM;
}

void InterruptionTest::theBestSoFarIsWritten()
{
    QFETCH(int, signal);
    const QTemporaryDir folder;
    const QString plan = folder.filePath(QStringLiteral("found.waferplan"));
    QProcess process;
    start(process, {"map", "gallery:unet", "--system", "cs1", "--time", "600", "-o", plan});
    QVERIFY(process.waitForStarted());
    QVERIFY(!process.waitForFinished(2500)); // it has found something by then, and goes on
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), signal), 0);
    QVERIFY(process.waitForFinished(30000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 1);
    QCOMPARE(process.readAllStandardError(), "wafer: Stopped; the best so far was written to " + plan.toUtf8() + ".\n");
    QProcess report;
    report.start(kWafer, {"report", plan});
    QVERIFY(report.waitForFinished(60000));
    QCOMPARE(report.exitCode(), 0);
}

void InterruptionTest::withoutAnOutputTheCommandEnds()
{
    QProcess process;
    start(process, {"map", "gallery:unet", "--system", "cs1", "--time", "600"});
    QVERIFY(process.waitForStarted());
    QVERIFY(!process.waitForFinished(300));
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGINT), 0);
    QVERIFY(process.waitForFinished(30000));
    QCOMPARE(process.exitStatus(), QProcess::CrashExit); // by the signal, as any command
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::InterruptionTest)
#include "interruption_test.moc"
