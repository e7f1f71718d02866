#include "core/base/foreign_text.h"
#include "formats/plan/plan.h"
#include "tests/test_class.h"

#include <QTest>

#include <algorithm>
#include <clocale>

namespace waferscope {

/// Plans written and read back. Runs a second time in Spanish: no decimal comma may reach a file.
class PlanTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { std::setlocale(LC_ALL, ""); } // NOLINT(concurrency-mt-unsafe): no other thread yet
    void writesWhatItReads();
    void namesOfAnyLettersAreKept_data();
    void namesOfAnyLettersAreKept();
    void escapesOfJsonAreLetters();
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

void PlanTest::namesOfAnyLettersAreKept_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("that act") << QByteArray(
        "a\x1b[31m\a\r\n\t\x7f\xC2\x85\xC2\x9B\xE2\x80\xA8\xE2\x80\xAE\xEF\xBF\xBE\xEF\xBB\xBF.");
    QTest::newRow("of YAML") << QByteArray("- {a: [b]} # \"c\" 'd' \\u0041 %& *e !f |");
    QTest::newRow("of four bytes") << QByteArray("\xF0\x9F\x98\x80 \xF0\xA0\x80\x80");
    QTest::newRow("long") << QByteArray(200'000, 'x');
    QTest::newRow("with nought") << QByteArray("a\0b", 3);
    QTest::newRow("null") << QByteArray("null");
    QTest::newRow("empty") << QByteArray("");
}

/// A plan is written as JSON and read as YAML.
void PlanTest::namesOfAnyLettersAreKept()
{
    QFETCH(QByteArray, name);
    Plan plan = sample();
    plan.network.model = name.toStdString();
    plan.layouts[0].regions[0].layer = name.toStdString();
    const std::string size = name.left(256).toStdString(); // as long as they come in
    plan.layouts[0].execution.dimensions = {{size, 3}};
    const std::string text = writePlan(plan);
    const auto read = readPlan(text, "test.waferplan");
    QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
    QCOMPARE(read.value().network.model, name.toStdString());
    QCOMPARE(read.value().layouts[0].regions[0].layer, name.toStdString());
    QCOMPARE(read.value().layouts[0].execution.dimensions.begin()->first, size);
    QCOMPARE(shown(text).size(),
             text.size() + 3 * static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')));
}

/// Other programs escape what is past ASCII, in pairs what is past U+FFFF.
void PlanTest::escapesOfJsonAreLetters()
{
    std::string text = writePlan(sample());
    const std::string name = "\"layer\": \"a\"";
    text.replace(text.find(name), name.size(), R"("layer": "\u00e9\ud83d\uDE00\\ud83d\u0041")");
    const auto read = readPlan(text, "test.waferplan");
    QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
    QCOMPARE(read.value().layouts[0].regions[0].layer, std::string("\xC3\xA9\xF0\x9F\x98\x80\\ud83dA"));
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
    QTest::newRow("number in quotes") << "\"waferscope_plan\": 1"
                                      << "\"waferscope_plan\": \"1\""
                                      << "test.waferplan:2:21: waferscope_plan: expected a whole number, not a text";
    QTest::newRow("truth in quotes") << "\"locked\": true"
                                     << "\"locked\": \"true\""
                                     << "locked: expected true or false, not a text";
    QTest::newRow("no JSON") << "\"x\": 7,"
                             << "\"x\": 7 7:"
                             << "this is no valid YAML or JSON.";
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
    for (std::size_t length = 0; length + 3 < text.size(); length += 7) {
        const auto read = readPlan(text.substr(0, length), "cut");
        QVERIFY(!read.ok());
        const auto lines = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(length), '\n');
        const std::string& message = read.error().message;
        if (length > 0)
            QVERIFY2(message.starts_with("cut:") && message.ends_with(": the file ends early."), message.c_str());
        if (length > 0 && text[length - 1] != '\n' && text[length - 1] != ' ')
            QVERIFY2(message.starts_with("cut:" + std::to_string(lines + 1) + ":"), message.c_str());
    }
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::PlanTest)
#include "plan_locale_test.moc"
