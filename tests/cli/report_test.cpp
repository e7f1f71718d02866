#include "tests/cli/wafer_command.h"
#include "tests/test_class.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

namespace waferscope {

/// `wafer report` in both modes: a key means one thing, and is left out where it would mean nothing.
class ReportTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void deltaTIsOfThePipelineAlone();
    void aStreamedStepHasItsOwnKeys();
    void whatStreamsNothingHasNoTransmissionRate();
    void comparedLayoutsHaveTheKeysOfTheirModes();
    void theTotalOfATableIsOfItsColumn_data();
    void theTotalOfATableIsOfItsColumn();

private:
    QJsonObject report(const char* mode) const
    {
        return wafer({"report", m_folder.filePath(QLatin1String(mode)), "--format", "json"}).object();
    }

    QTemporaryDir m_folder;
};

static QStringList cycleKeysOf(const QJsonObject& report)
{
    QStringList keys;
    for (const char* key : {"delta_t_cycles", "transmission_cycles", "input_cycles", "step_compute_cycles",
                            "step_stream_cycles", "step_input_cycles"})
        if (report.contains(QLatin1String(key)))
            keys << QLatin1String(key);
    return keys;
}

static const QStringList& pipelinedKeys()
{
    static const QStringList kKeys{"delta_t_cycles", "transmission_cycles", "input_cycles"};
    return kKeys;
}

static const QStringList& streamingKeys()
{
    static const QStringList kKeys{"step_compute_cycles", "step_stream_cycles", "step_input_cycles"};
    return kKeys;
}

void ReportTest::initTestCase()
{
    for (const char* mode : {"pipelined", "streaming"})
        QCOMPARE(wafer({"map", "gallery:tiny-gpt", "--system", "cs1", "--mode", mode, "-o",
                        m_folder.filePath(QLatin1String(mode))})
                     .code,
                 0);
}

void ReportTest::deltaTIsOfThePipelineAlone()
{
    const QJsonObject pipelined = report("pipelined");
    QCOMPARE(cycleKeysOf(pipelined), pipelinedKeys());
    qint64 slowest = 0;
    for (const QJsonValue kernel : pipelined["kernels"].toArray())
        slowest = std::max(slowest, kernel["cycles"].toInteger());
    QCOMPARE(pipelined["delta_t_cycles"].toInteger(), slowest);
}

/// What a step computes and streams at the clock of a CS-1 gives the rates of the report.
void ReportTest::aStreamedStepHasItsOwnKeys()
{
    const QJsonObject streaming = report("streaming");
    QCOMPARE(cycleKeysOf(streaming), streamingKeys());
    const auto rateOf = [&](const char* key) {
        return streaming["batch"].toDouble() * 0.85e9 / streaming[QLatin1String(key)].toDouble();
    };
    const QJsonObject rates = streaming["report"].toObject();
    QVERIFY(std::abs(rateOf("step_compute_cycles") / rates["compute_samples_per_second"].toDouble() - 1.0) < 1e-9);
    QVERIFY(std::abs(rateOf("step_stream_cycles") / rates["transmission_samples_per_second"].toDouble() - 1.0) < 1e-9);
    QVERIFY(std::abs(rateOf("step_input_cycles") / streaming["input_samples_per_second"].toDouble() - 1.0) < 1e-9);
}

/// Attention's products have no weights to stream; a single kernel has no neighbour. In JSON, CSV and text alike.
void ReportTest::whatStreamsNothingHasNoTransmissionRate()
{
    const char* const key = "transmission_samples_per_second";
    int without = 0;
    for (const QJsonValue kernel : report("streaming")["kernels"].toArray()) {
        const QString name = kernel["name"].toString();
        QCOMPARE(kernel[key].isNull(), name.endsWith("scores") || name.endsWith("values"));
        without += kernel[key].isNull() ? 1 : 0;
    }
    QCOMPARE(without, 12); // two in each of the six blocks
    const Ran csv = wafer({"report", m_folder.filePath("streaming"), "--format", "csv"});
    const qsizetype column = csv.out.split('\n').first().split(',').indexOf(key);
    for (const QByteArray& line : csv.out.trimmed().split('\n'))
        QCOMPARE(line.split(',')[column].isEmpty(), line.contains("/scores,") || line.contains("/values,"));
    QVERIFY(!wafer({"report", m_folder.filePath("streaming"), "--why", "decoder/0/attention/scores"})
                 .out.contains("transmission_samples"));

    const QStringList single{"family:mlp", "--dim", "sizes=64-32", "--system", "cs1"};
    const QJsonObject alone = wafer(QStringList{"map", "--json"} + single).object();
    QVERIFY(alone["report"].toObject().contains(key) && alone["report"].toObject()[key].isNull());
    QVERIFY(alone["kernels"].toArray()[0].toObject()[key].isNull());
    QVERIFY(
        QString(wafer(QStringList{"map"} + single).out).contains(QRegularExpression("Transmission samples/s +-\n")));
    const QJsonObject delta =
        wafer(QStringList{"compare", "--json"} + single).object()["deltas"].toObject()[key].toObject();
    QVERIFY(delta["pipelined"].isNull() && delta["difference"].isNull() && delta["ratio"].isNull());
    QVERIFY(delta["streaming"].toDouble() > 0.0);
}

void ReportTest::comparedLayoutsHaveTheKeysOfTheirModes()
{
    const QJsonObject both = wafer({"compare", "gallery:tiny-gpt", "--system", "cs1", "--json"}).object();
    QCOMPARE(cycleKeysOf(both["pipelined"].toObject()), pipelinedKeys());
    QCOMPARE(cycleKeysOf(both["streaming"].toObject()), streamingKeys());
}

void ReportTest::theTotalOfATableIsOfItsColumn_data()
{
    QTest::addColumn<QString>("mode");
    QTest::newRow("pipelined: kernels at once") << "pipelined";
    QTest::newRow("streaming: one after the other") << "streaming";
}

void ReportTest::theTotalOfATableIsOfItsColumn()
{
    QFETCH(const QString, mode);
    const QByteArray csv = wafer({"report", m_folder.filePath(mode), "--format", "csv"}).out;
    QList<QByteArray> lines = csv.trimmed().split('\n');
    QVERIFY(lines.size() > 3);
    const qsizetype column = lines.takeFirst().split(',').indexOf("cycles");
    const QByteArray total = lines.takeLast();
    qint64 sum = 0;
    qint64 most = 0;
    for (const QByteArray& line : lines) {
        const qint64 cycles = line.split(',').at(column).toLongLong();
        sum += cycles;
        most = std::max(most, cycles);
    }
    QVERIFY(sum > most && most > 0);
    QCOMPARE(total.split(',').at(column).toLongLong(), mode == QLatin1String("streaming") ? sum : most);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::ReportTest)
#include "report_test.moc"
