#include "tests/cli/wafer_command.h"
#include "tests/test_class.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

namespace waferscope {

/// `wafer emulate` with what lies around steps: requests to a network that infers, the job.
class EmulateJobsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void fewRequestsAreAnsweredAtOnce_data() { addPlans(); }
    void fewRequestsAreAnsweredAtOnce();
    void moreThanTheWaferTakesComeOutAtItsRate_data() { addPlans(); }
    void moreThanTheWaferTakesComeOutAtItsRate();
    void seedsDecideHowTheyCome();
    void textSaysTheSame();
    void aJobIsStepsAndWhatComesBefore();
    void senselessQuestionsAreRefused_data();
    void senselessQuestionsAreRefused();

private:
    Ran emulated(const QString& plan, const QStringList& more) const
    {
        return wafer(QStringList{"emulate", m_folder.filePath(plan), "--steps", "1"} + more);
    }
    QJsonObject requests(const QString& plan, const QStringList& more) const
    {
        return emulated(plan, QStringList{"--json"} + more).object()["requests"].toObject();
    }
    static void addPlans()
    {
        QTest::addColumn<QString>("plan");
        for (const char* plan : {"pipelined", "streaming"})
            QTest::addRow("%s", plan) << QString(plan);
    }

    QTemporaryDir m_folder;
};

void EmulateJobsTest::initTestCase()
{
    for (const char* mode : {"pipelined", "streaming"})
        QCOMPARE(wafer({"map", "gallery:mnist-mlp", "--system", "cs1", "--run", "infer", "--mode", mode, "--moves",
                        "100", "-o", m_folder.filePath(mode)})
                     .code,
                 0);
    QCOMPARE(wafer({"map", "gallery:mnist-mlp", "--system", "cs1", "--moves", "100", "-o", m_folder.filePath("trains")})
                 .code,
             0);
}

void EmulateJobsTest::fewRequestsAreAnsweredAtOnce()
{
    QFETCH(const QString, plan);
    const QJsonObject few = requests(plan, {"--requests", "1000", "--arrival", "10", "--arrival-spread", "even"});
    QCOMPARE(few["count"].toInteger(), 1000);
    QCOMPARE(few["arrival_spread"].toString(), "even");
    QCOMPARE(few["longest_queue"].toInteger(-1), 0);
    QCOMPARE(few["mean_latency_seconds"].toDouble(), few["largest_latency_seconds"].toDouble());
    QVERIFY(few["median_latency_seconds"].toDouble() > 0.0 && few["busy_share"].toDouble() < 0.1);
    QVERIFY(std::abs(few["answers_per_second"].toDouble() - 10.0) < 1e-6);
}

void EmulateJobsTest::moreThanTheWaferTakesComeOutAtItsRate()
{
    QFETCH(const QString, plan);
    const QJsonObject run = emulated(plan, {"--json", "--requests", "100000", "--arrival", "1e9"}).object();
    const QJsonObject many = run["requests"].toObject();
    const double rate = run["samples_per_second"].toDouble();
    QVERIFY(std::abs(many["answers_per_second"].toDouble() / rate - 1.0) < 0.02);
    QVERIFY(many["longest_queue"].toInteger() > 90'000);
    QVERIFY(many["p99_latency_seconds"].toDouble() > 0.9 * 100'000 / rate);
}

void EmulateJobsTest::seedsDecideHowTheyCome()
{
    const auto mean = [this](const QString& seed) {
        return requests("pipelined", {"--requests", "1000", "--arrival", "3e6", "--seed", seed})["mean_latency_seconds"]
            .toDouble();
    };
    QCOMPARE(mean("1"), mean("1"));
    QVERIFY(mean("1") != mean("2"));
}

void EmulateJobsTest::textSaysTheSame()
{
    const QByteArray text = emulated("streaming", {"--requests", "1000", "--arrival", "10"}).out;
    for (const char* part : {"Requests         1,000 at 10 a second, poisson; ", "Latency          ",
                             "99 of 100 within ", "Longest queue    ", " requests; the wafer is busy "})
        QVERIFY2(text.contains(part), part);
}

void EmulateJobsTest::aJobIsStepsAndWhatComesBefore()
{
    const QStringList job{"--job-steps", "100000", "--checkpoint-every", "1000"};
    const QJsonObject run = emulated("trains", QStringList{"--json"} + job).object();
    const QJsonArray stages = run["job"]["stages"].toArray();
    QStringList names;
    double sum = 0.0;
    for (const QJsonValue stage : stages) {
        names << stage["name"].toString();
        sum += stage["seconds"].toDouble();
    }
    QCOMPARE(names, (QStringList{"compile", "program", "send weights", "steps", "checkpoints"}));
    QCOMPARE(sum, run["job"]["seconds"].toDouble());
    QCOMPARE(stages[4]["count"].toInteger(), 100);
    QVERIFY(std::abs(stages[3]["each_seconds"].toDouble() * run["step_samples_per_second"].toDouble() / 256.0 - 1.0)
            < 1e-9);
    QVERIFY(emulated("trains", job).out.contains("whole job"));
}

void EmulateJobsTest::senselessQuestionsAreRefused_data()
{
    QTest::addColumn<QString>("plan");
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("word");
    QTest::newRow("training") << "trains" << QStringList{"--requests", "9", "--arrival", "1"} << "--run infer";
    QTest::newRow("no rate") << "pipelined" << QStringList{"--requests", "9"} << "--arrival";
    QTest::newRow("no requests") << "pipelined" << QStringList{"--arrival", "9"} << "--requests";
    QTest::newRow("none") << "pipelined" << QStringList{"--requests", "0", "--arrival", "9"} << "--requests";
    QTest::newRow("no time") << "pipelined" << QStringList{"--requests", "9", "--arrival", "0"} << "--arrival";
    QTest::newRow("nothing to save") << "pipelined" << QStringList{"--job-steps", "9", "--checkpoint-every", "3"}
                                     << "Checkpoints";
    QTest::newRow("no job") << "trains" << QStringList{"--checkpoint-every", "3"} << "--job-steps";
    QTest::newRow("no spread") << "pipelined"
                               << QStringList{"--requests", "9", "--arrival", "9", "--arrival-spread", "odd"} << "even";
}

void EmulateJobsTest::senselessQuestionsAreRefused()
{
    QFETCH(const QString, plan);
    QFETCH(const QStringList, options);
    QFETCH(const QString, word);
    const Ran ran = emulated(plan, options);
    QCOMPARE(ran.code, 2);
    QCOMPARE(ran.err.count('\n'), 1);
    QVERIFY2(ran.err.contains(word.toUtf8()), ran.err.constData());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::EmulateJobsTest)
#include "emulate_jobs_test.moc"
