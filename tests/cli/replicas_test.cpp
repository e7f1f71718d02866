#include "tests/cli/wafer_command.h"
#include "tests/test_class.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

namespace waferscope {

/// `--replicas`, from a mapping to its emulation.
class ReplicasTest : public QObject {
    Q_OBJECT

private slots:
    void aMappingSaysItsReplicas();
    void anEmulationRunsThePlansReplicas();
    void anEmulationPlacesOthersAnew();
    void anEmulationOfStreamedWeightsHasNone();
    void onlyThePipelinedHalfOfAComparisonHasReplicas();
    void refusalsAreOneSentence_data();
    void refusalsAreOneSentence();

private:
    Ran mapped(const QString& plan, const QStringList& more) const
    {
        return wafer(QStringList{"map", "gallery:mnist-mlp", "--system", "cs1", "--moves", "2000", "--json", "-o",
                                 m_folder.filePath(plan)}
                     + more);
    }

    QTemporaryDir m_folder;
};

void ReplicasTest::aMappingSaysItsReplicas()
{
    const Ran ran = mapped("four", {"--replicas", "4"});
    QCOMPARE(ran.code, 0);
    QCOMPARE(ran.object()["replicas"].toInt(), 4);
    QCOMPARE(ran.object()["kernels"].toArray().size(), 12);
    QVERIFY(ran.object()["all_reduce_cycles"].toInt() > 0);
    QVERIFY(ran.object()["all_reduce_link_wavelets"].toInt() > 0);
    QCOMPARE(mapped("one", {}).object()["replicas"].toInt(), 1);
    const Ran text = wafer({"report", m_folder.filePath("four")});
    QCOMPARE(text.code, 0);
    QVERIFY(text.out.contains("Replicas                4, which sum their gradients in "));
}

void ReplicasTest::anEmulationRunsThePlansReplicas()
{
    QCOMPARE(mapped("plan", {"--replicas", "4", "--batch", "8192"}).code, 0);
    const QJsonObject run = wafer({"emulate", m_folder.filePath("plan"), "--json"}).object();
    QCOMPARE(run["samples_per_step"].toInt(), 8192);
    QCOMPARE(run["kernels"].toArray().size(), 12);
    const double promised = run["formula_samples_per_second"].toDouble();
    QVERIFY(std::abs(run["samples_per_second"].toDouble() / promised - 1.0) < 0.01);
}

void ReplicasTest::anEmulationPlacesOthersAnew()
{
    QCOMPARE(mapped("plan", {"--replicas", "2"}).code, 0);
    const QJsonObject run = wafer({"emulate", m_folder.filePath("plan"), "--replicas", "8", "--json"}).object();
    QCOMPARE(run["kernels"].toArray().size(), 24);
}

void ReplicasTest::anEmulationOfStreamedWeightsHasNone()
{
    QCOMPARE(mapped("streamed", {"--mode", "streaming"}).code, 0);
    const Ran ran = wafer({"emulate", m_folder.filePath("streamed"), "--replicas", "8"});
    QCOMPARE(ran.code, 2);
    QVERIFY2(ran.err.contains("Replicas are for pipelined runs"), ran.err.constData());
}

void ReplicasTest::onlyThePipelinedHalfOfAComparisonHasReplicas()
{
    const QJsonObject both =
        wafer({"compare", "gallery:mnist-mlp", "--system", "cs1", "--moves", "2000", "--replicas", "2", "--json"})
            .object();
    QCOMPARE(both["pipelined"].toObject()["replicas"].toInt(), 2);
    QCOMPARE(both["streaming"].toObject()["replicas"].toInt(), 1);
}

void ReplicasTest::refusalsAreOneSentence_data()
{
    QTest::addColumn<QStringList>("more");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("sentence");
    QTest::newRow("uneven") << QStringList{"--replicas", "3"} << 2
                            << QByteArray("256 samples a step cannot be shared evenly by 3 replicas; 255 and 258 can.");
    QTest::newRow("streaming") << QStringList{"--replicas", "2", "--mode", "streaming"} << 2
                               << QByteArray("Replicas are for pipelined runs");
    QTest::newRow("too many") << QStringList{"--replicas", "131072", "--batch", "131072"} << 1
                              << QByteArray("131072 replicas of");
    QTest::newRow("none") << QStringList{"--replicas", "0"} << 2 << QByteArray("--replicas");
}

void ReplicasTest::refusalsAreOneSentence()
{
    QFETCH(const QStringList, more);
    QFETCH(const int, code);
    QFETCH(const QByteArray, sentence);
    const Ran ran = mapped("refused", more);
    QCOMPARE(ran.code, code);
    QVERIFY2(ran.err.contains(sentence), ran.err.constData());
    QCOMPARE(ran.err.trimmed().count('\n'), 0);
    QVERIFY(!QFile::exists(m_folder.filePath("refused")));
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::ReplicasTest)
#include "replicas_test.moc"
