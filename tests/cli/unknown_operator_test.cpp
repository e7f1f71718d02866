#include "app/cli/command.h"
#include "tests/test_class.h"

#include "tests/formats/tensorflow_sample.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <sstream>

namespace waferscope {

namespace tf = tf_sample;

/// An operator that no rule knows: it opens, is named as an issue, and its cost on the map is the user's to set.
class UnknownOperatorTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void theIssueNamesTheAssumption();
    void theAssumptionMovesTheMap_data();
    void theAssumptionMovesTheMap();

private:
    QJsonObject wafer(std::vector<std::string> arguments) const
    {
        std::ostringstream out;
        std::ostringstream err;
        const ExitCode code = runWafer(std::move(arguments), {out, err});
        if (code != ExitCode::Done)
            qFatal("%s", err.str().c_str());
        return QJsonDocument::fromJson(QByteArray::fromStdString(out.str())).object();
    }
    std::string model() const { return m_folder.filePath("net.pb").toStdString(); }

    QTemporaryDir m_folder;
};

void UnknownOperatorTest::initTestCase()
{
    std::ofstream{model(), std::ios::binary}
        << tf::graph({tf::placeholder("x", {-1, 256}), tf::weights("w", {256, 512}),
                      tf::node("fc/MatMul", "MatMul", {"x", "w"}), tf::node("odd/Fold", "Fold", {"fc/MatMul"}),
                      tf::weights("v", {512, 10}), tf::node("out/MatMul", "MatMul", {"odd/Fold", "v"})});
}

void UnknownOperatorTest::theIssueNamesTheAssumption()
{
    const QJsonArray issues = wafer({"inspect", model(), "--json"})["issues"].toArray();
    QCOMPARE(issues.size(), 1);
    QVERIFY(issues[0].toObject()["message"].toString().contains("unknown_operations"));
}

void UnknownOperatorTest::theAssumptionMovesTheMap_data()
{
    QTest::addColumn<QString>("mode");
    QTest::newRow("pipelined") << "pipelined";
    QTest::newRow("streaming") << "streaming";
}

/// At a thousand times the work the operator is what the map waits for; its layer is there by its own name.
void UnknownOperatorTest::theAssumptionMovesTheMap()
{
    QFETCH(const QString, mode);
    const auto cyclesAt = [&](const char* operations) {
        const std::string plan = m_folder.filePath("net.waferplan").toStdString();
        wafer({"map", model(), "--system", "cs1", "--mode", mode.toStdString(), "-o", plan, "--assume",
               std::string{"unknown_operations="} + operations});
        const QJsonObject report = wafer({"report", plan, "--format", "json"});
        for (const QJsonValue kernel : report["kernels"].toArray())
            if (kernel["name"].toString().contains("odd/Fold"))
                return kernel["cycles"].toInteger();
        return qint64{-1};
    };
    const qint64 shipped = cyclesAt("1");
    const qint64 costly = cyclesAt("1000000");
    QVERIFY(shipped > 0);
    QVERIFY2(costly > shipped, qPrintable(QString("%1 is not more than %2").arg(costly).arg(shipped)));
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::UnknownOperatorTest)
#include "unknown_operator_test.moc"
