#include "formats/validation/validation_table.h"
#include "session/fit_number.h"
#include "tests/test_class.h"

#include <QTest>

#include <cmath>

namespace waferscope {

/// Tables of measurements as they are read, and the search for the number that fits them.
class MeasurementsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theShippedTableIsWhole();
    void cellsMayBeQuotedAndBlank();
    void troubleIsNamed_data();
    void troubleIsNamed();
    void aRootIsFoundHoweverItRises();
    void withoutARootTheNearerEndIsTaken();
    void wholeNumbersStayWhole();
};

namespace {

const std::string kHeader =
    "id,role,mode,release,network,dims,installation,systems,workers,batch,quantity,measured,unit,band,source,notes\n";

} // namespace

void MeasurementsTest::theShippedTableIsWhole()
{
    const std::vector<ValidationRow> rows = shippedValidation();
    QVERIFY(rows.size() >= 45);
    for (const ValidationRow& row : rows) {
        QVERIFY2(row.measured && *row.measured > 0.0 && row.band > 0.0, row.id.c_str());
        QVERIFY2(!row.source.empty() && !row.quantity.empty(), row.id.c_str());
    }
}

void MeasurementsTest::cellsMayBeQuotedAndBlank()
{
    const auto rows = readValidation(kHeader
                                         + "A,report,gpu,1.0,family:bert,gpus=8;x=y,,,,448,minutes,,min,0.1,"
                                           "\"a, b\",\"says \"\"so\"\"\"\r\n",
                                     "rows.csv");
    QVERIFY(rows.ok());
    const ValidationRow& row = rows.value().front();
    QVERIFY(!row.measured && !row.systems && row.batch == 448);
    QCOMPARE(row.sizes.at("gpus"), std::string("8"));
    QCOMPARE(row.source, std::string("a, b"));
    QCOMPARE(row.notes, std::string("says \"so\""));
}

void MeasurementsTest::troubleIsNamed_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("says");
    const QString header = QString::fromStdString(kHeader);
    QTest::newRow("no header") << QString() << "no header";
    QTest::newRow("no column") << "id,role\n"
                               << "no column 'mode'";
    QTest::newRow("role") << header + "A,fitted,,,,,,,,,,,,,,\n"
                          << "row 2, role";
    QTest::newRow("number") << header + "A,fit,,,,,,one,,,,,,,,\n"
                            << "row 2, systems";
    QTest::newRow("no batch") << header + "A,fit,,,,,,,,0,,,,,,\n"
                              << "row 2, batch";
    QTest::newRow("below nothing") << header + "A,fit,,,,,,,,,,-5,,,,\n"
                                   << "row 2, measured";
    QTest::newRow("not a number") << header + "A,fit,,,,,,,,,,nan,,,,\n"
                                  << "row 2, measured";
    QTest::newRow("without end") << header + "A,fit,,,,,,,,,,inf,,,,\n"
                                 << "row 2, measured";
    QTest::newRow("dims") << header + "A,fit,,,,size,,,,,,,,,,\n"
                          << "row 2, dims";
    QTest::newRow("id") << header + ",fit,,,,,,,,,,,,,,\n"
                        << "row 2, id";
}

void MeasurementsTest::troubleIsNamed()
{
    QFETCH(QString, text);
    QFETCH(QString, says);
    const auto rows = readValidation(text.toStdString(), "rows.csv");
    QVERIFY(!rows.ok());
    QVERIFY2(rows.error().message.find(says.toStdString()) != std::string::npos, rows.error().message.c_str());
}

void MeasurementsTest::aRootIsFoundHoweverItRises()
{
    for (const double root : {0.06, 0.35, 0.99})
        for (const double power : {-3.0, 0.2, 1.0, 5.0}) {
            const auto error = [&](double value) { return std::optional(power * std::log(value / root)); };
            const std::optional<double> found = rootOf(error, {0.05, 1.0, false});
            QVERIFY(found && std::abs(*found / root - 1.0) < 0.003);
        }
    QVERIFY(!rootOf([](double) { return std::optional<double>(); }, {0.05, 1.0, false}));
}

void MeasurementsTest::withoutARootTheNearerEndIsTaken()
{
    QVERIFY(rootOf([](double value) { return std::optional(value + 1.0); }, {0.05, 1.0, false}) == 0.05);
    QVERIFY(rootOf([](double value) { return std::optional(value - 3.0); }, {0.05, 1.0, false}) == 1.0);
}

void MeasurementsTest::wholeNumbersStayWhole()
{
    for (const double root : {1.0, 17.0, 17.4, 128.0}) {
        const auto error = [&](double value) { return std::optional(std::log(value / root)); };
        QVERIFY(rootOf(error, {1.0, 128.0, true}) == std::round(root));
    }
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::MeasurementsTest)
#include "measurements_test.moc"
