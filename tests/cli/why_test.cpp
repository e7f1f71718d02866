#include "tests/cli/wafer_command.h"
#include "tests/model/formula_evaluator.h"
#include "tests/test_class.h"

#include <QTemporaryDir>
#include <QTest>

namespace waferscope {

/// `wafer report --why`: what the window shows of a number, without a window.
class WhyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyNumberOfTheLayout();
    void everyNumberOfAKernel();
    void unknownKernel();

private:
    /// The lines "= VALUES" and "= RESULT" of the cycles.
    [[nodiscard]] static QStringList cyclesIn(const QByteArray& text)
    {
        const QStringList lines = QString::fromUtf8(text).split(u'\n');
        return lines.mid(lines.indexOf(QStringLiteral("cycles")) + 2, 2);
    }

    QTemporaryDir m_folder;
    QString m_plan;
};

void WhyTest::initTestCase()
{
    m_plan = m_folder.filePath("mlp.waferplan");
    const Ran ran = wafer({"map", "gallery:mnist-mlp", "--system", "cs1", "--moves", "100", "-o", m_plan});
    QVERIFY2(ran.code == 0, ran.err.constData());
}

void WhyTest::everyNumberOfTheLayout()
{
    const Ran ran = wafer({"report", m_plan, "--why"});
    QVERIFY2(ran.code == 0, ran.err.constData());
    for (const char* name : {"\nsamples\n", "\ncompute_samples\n", "\ntransmission_samples\n", "\nactive_pes\n",
                             "\ncompute_utilization\n", "\ncycles\n", "\nmemory\n"})
        QVERIFY2(ran.out.contains(name), name);
    QVERIFY(ran.out.contains("rests on density, pipelined_efficiency, stream_lanes, worker_samples_per_second"));
}

void WhyTest::everyNumberOfAKernel()
{
    const QJsonObject report = wafer({"report", m_plan, "--json"}).object();
    const QJsonObject kernel = report["kernels"][0].toObject();
    const Ran ran = wafer({"report", m_plan, "--why", kernel["name"].toString()});
    QVERIFY2(ran.code == 0, ran.err.constData());
    const QStringList lines = cyclesIn(ran.out);
    const qint64 cycles = kernel["cycles"].toInteger();
    QCOMPARE(FormulaEvaluator::valueOf(lines[0].mid(4).toStdString()), static_cast<double>(cycles));
    QCOMPARE(lines[1], QStringLiteral("  = %1 cycles").arg(cycles));
}

void WhyTest::unknownKernel()
{
    const Ran ran = wafer({"report", m_plan, "--why", "nowhere at all"});
    QCOMPARE(ran.code, 2);
    QVERIFY2(ran.err.contains("There is no kernel \"nowhere at all\""), ran.err.constData());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::WhyTest)
#include "why_test.moc"
