#include "formats/plan/plan.h"
#include "tests/test_class.h"

#include <QTest>

#include <clocale>

namespace waferscope {

/// Plans written and read back. Runs a second time in Spanish: no decimal comma may reach a file.
class PlanTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { std::setlocale(LC_ALL, ""); } // NOLINT(concurrency-mt-unsafe): no other thread yet
    void writesWhatItReads();
    void firstKeyIsTheSchema();
    void mistakesAreNamed_data();
    void mistakesAreNamed();
    void namesStandOnce_data();
    void namesStandOnce();
    void everyTruncationIsAnErrorOrAPlan();

private:
    static Plan sample()
    {
        Plan plan;
        plan.network = {"gallery:mnist-mlp", "0123456789abcdef"};
        plan.assumptions = {{"host_seconds", 0.00187}, {"pipelined_efficiency", 0.4}};
        plan.notes = "a \"note\"\nof two lines, ñandú";
        PlannedLayout pipelined;
        pipelined.name = "by hand";
        pipelined.installation = "neocortex-2021";
        pipelined.execution.dimensions = {{"batch", 1}};
        pipelined.regions = {{"a", {{2, 3, {{4, 5}}}, {{7, 8}, 15, 30}, Rotation::R0, true}},
                             {"b", {{1, 1, {{2, 1}}}, {{100, 8}, 3, 3}, Rotation::R90, false}}};
        pipelined.routes = {{"a", "b", {RouteOrder::YThenX, -2, RouteColor{3}, std::nullopt}}};
        PlannedLayout streaming;
        streaming.name = "streamed";
        streaming.mode = Mode::WeightStreaming;
        streaming.installation = "cs2-cluster";
        streaming.microBatch = 32;
        streaming.sparsity = 0.8;
        streaming.retention = {{"a", Retention::Keep}, {"b", Retention::Spill}};
        plan.layouts = {pipelined, streaming};
        return plan;
    }
};

void PlanTest::writesWhatItReads()
{
    const std::string text = writePlan(sample());
    const auto read = readPlan(text, "test.waferplan");
    QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
    QCOMPARE(writePlan(read.value()), text);
    QCOMPARE(read.value().layouts[0].regions[0].placed, sample().layouts[0].regions[0].placed);
    QCOMPARE(read.value().layouts[0].routes[0].route, sample().layouts[0].routes[0].route);
    QCOMPARE(read.value().layouts[1].sparsity, 0.8);
    QCOMPARE(read.value().notes, sample().notes);
    QVERIFY(text.find("0.00187") != std::string::npos);
}

void PlanTest::firstKeyIsTheSchema()
{
    const std::string text = writePlan(sample());
    QCOMPARE(text.find("\"waferscope_plan\": 1"), std::size_t{3});
    QVERIFY(text.find('\r') == std::string::npos);
    QVERIFY(looksLikePlan(rootKeys(text)));
}

void PlanTest::mistakesAreNamed_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("says");
    QTest::newRow("newer") << "\"waferscope_plan\": 1"
                           << "\"waferscope_plan\": 99"
                           << "newer Waferscope";
    QTest::newRow("unknown key") << "\"batch\""
                                 << "\"bathc\""
                                 << "batch: is missing";
    QTest::newRow("mode") << "\"streaming\""
                          << "\"steaming\""
                          << "expected one of pipelined, streaming";
    QTest::newRow("argument") << "\"h\": 2"
                              << "\"h\": 0"
                              << "h: expected a number from 1";
    QTest::newRow("type") << "\"x\": 7"
                          << "\"x\": \"left\""
                          << "x: expected a whole number";
    QTest::newRow("extra") << "\"locked\": true"
                           << "\"locked\": true, \"colour\": 1"
                           << "\"colour\" is not known";
}

void PlanTest::mistakesAreNamed()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, says);
    QString text = QString::fromStdString(writePlan(sample()));
    QVERIFY(text.contains(from));
    const auto read = readPlan(text.replace(from, to).toStdString(), "test.waferplan");
    QVERIFY(!read.ok());
    QVERIFY2(QString::fromStdString(read.error().message).contains(says), read.error().message.c_str());
    QVERIFY(read.error().message.find("test.waferplan") != std::string::npos);
}

void PlanTest::namesStandOnce_data()
{
    QTest::addColumn<int>("layout");
    QTest::newRow("region") << 0;
    QTest::newRow("layer of a schedule") << 1;
}

void PlanTest::namesStandOnce()
{
    QFETCH(int, layout);
    Plan plan = sample();
    plan.layouts[0].regions[1].layer = layout == 0 ? "a" : "b";
    plan.layouts[1].retention[1].layer = layout == 1 ? "a" : "b";
    const auto read = readPlan(writePlan(plan), "test.waferplan");
    QVERIFY(!read.ok());
    const std::string& message = read.error().message;
    QVERIFY2(message.starts_with("test.waferplan:"), message.c_str());
    QVERIFY2(message.ends_with("'a' stands here a second time."), message.c_str());
}

void PlanTest::everyTruncationIsAnErrorOrAPlan()
{
    const std::string text = writePlan(sample());
    for (std::size_t length = 0; length + 3 < text.size(); length += 7)
        QVERIFY(!readPlan(text.substr(0, length), "cut").ok());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::PlanTest)
#include "plan_locale_test.moc"
