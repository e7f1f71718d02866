#include "formats/machines/machines.h"
#include "formats/validation/validation_table.h"
#include "model/mesh/mesh_inference.h"
#include "session/fit_number.h"
#include "session/published_run.h"
#include "session/validate.h"
#include "tests/test_class.h"

#include <QTest>

#include <algorithm>
#include <cmath>

namespace waferscope {

/// Published measurements beside the model: what is fitted on what, and what is never read.
class ValidateTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRowFixesWhatBindsIt();
    void checkRowsAreNeverRead();
    void aGroupWithoutRowsTakesTheNearest();
    void whatIsNotPredictedSaysWhy();
    void activationsThatDoNotFitAreComputedAgain();
    void aRunMayHaveAPartOfTheFabric();
    void settingsThatAreNoneAreRefused();
    void stopsWhenAsked();

private:
    static std::vector<ValidationRow> table(const std::string& rows)
    {
        return readValidation("id,role,mode,release,network,dims,installation,systems,workers,batch,quantity,measured,"
                              "unit,band,source,notes\n"
                                  + rows,
                              "rows.csv")
            .value();
    }
    /// A host-bound run and an arithmetic-bound one.
    static std::string pipelinedRows()
    {
        return "H,fit,pipelined,1.0,family:mlp,sizes=784-500-10,cs1,1,1,256,step_samples_per_second,100000,1/s,0.1,,\n"
               "P,fit,pipelined,1.7,family:gpt,layers=1;hidden=512;heads=8;vocab=1000;sequence=512,cs1,1,1,4096,"
               "step_samples_per_second,11500,1/s,0.1,,\n";
    }
    /// One of much and one of little work, and one to check.
    static std::string streamedRows(const std::string& checked)
    {
        const std::string gpt = "family:gpt,layers=2;hidden=256;heads=4;vocab=1000;sequence=256";
        return "S,fit,streaming,2.0,family:gpt,layers=2;hidden=4096;heads=32;vocab=1000;sequence=1024,cs2,1,,64,"
               "step_samples_per_second,300,1/s,0.1,,\nL,fit,streaming,2.0,"
            + gpt + ",cs2,1,,8,step_samples_per_second,2000,1/s,0.1,,\nC,check,streaming,2.0," + gpt
            + ",cs2,1,,64,step_samples_per_second," + checked + ",1/s,0.1,,\n";
    }
    static const FittedNumber* fitted(const Validation& validation, const std::string& name)
    {
        const auto found = std::find_if(validation.fitted.begin(), validation.fitted.end(),
                                        [&](const FittedNumber& number) { return number.name.starts_with(name); });
        return found == validation.fitted.end() ? nullptr : &*found;
    }
};

void ValidateTest::aRowFixesWhatBindsIt()
{
    const Validation validation = validate(table(pipelinedRows() + streamedRows("1")), {}, {200}).value();
    for (const auto& [name, row] : {std::pair("host_seconds", "H"), std::pair("pipelined_efficiency", "P"),
                                    std::pair("streaming_efficiency", "S"), std::pair("phase_seconds", "L")}) {
        const FittedNumber* number = fitted(validation, name);
        QVERIFY2(number != nullptr, name);
        QVERIFY2(number->rows == std::vector<std::string>{row}, name);
    }
    for (const ValidatedRow& row : validation.rows)
        if (row.row.role == RowRole::Fit)
            QVERIFY2(row.ratio() && std::abs(*row.ratio() - 1.0) < 0.1,
                     (row.row.id + " " + std::to_string(row.ratio().value_or(0.0))).c_str());
}

void ValidateTest::checkRowsAreNeverRead()
{
    const Validation as = validate(table(streamedRows("1000"))).value();
    for (const char* other : {"", "1500"}) {
        const Validation changed = validate(table(streamedRows(other))).value();
        QCOMPARE(changed.rows.size(), as.rows.size());
        for (std::size_t i = 0; i < as.rows.size(); ++i)
            QVERIFY2(changed.rows[i].predicted == as.rows[i].predicted, as.rows[i].row.id.c_str());
        for (std::size_t i = 0; i < as.fitted.size(); ++i)
            QCOMPARE(changed.fitted[i].value, as.fitted[i].value);
        QCOMPARE(changed.rows.back().ratio().has_value(), *other != '\0');
    }
}

void ValidateTest::aGroupWithoutRowsTakesTheNearest()
{
    const std::string gpt = ",family:gpt,layers=2;hidden=4096;heads=32;vocab=1000;sequence=1024,cs2,1,,64,";
    const Validation validation = validate(table("A,fit,streaming,1.7" + gpt
                                                 + "step_samples_per_second,100,1/s,0.1,,\n"
                                                   "B,fit,streaming,2.0"
                                                 + gpt
                                                 + "step_samples_per_second,200,1/s,0.1,,\n"
                                                   "C,check,streaming,2.3"
                                                 + gpt + "step_samples_per_second,,1/s,0.1,,\n"))
                                      .value();
    QVERIFY(validation.rows[2].predicted == validation.rows[1].predicted);
    QVERIFY(validation.rows[2].reason.find("releases 2.0") != std::string::npos);
    QVERIFY(validation.rows[1].reason.empty());
    const std::vector<ReleaseGroup>& groups = shippedReleases().efficiency;
    QCOMPARE(groups[groupOfRelease(groups, "1.9")].name, std::string("1.7 to 1.8"));
    QCOMPARE(groups[groupOfRelease(groups, "2.1")].name, std::string("2.0"));
    QCOMPARE(groups[groupOfRelease(groups, "2025")].name, std::string("2024"));
}

void ValidateTest::whatIsNotPredictedSaysWhy()
{
    const Validation validation =
        validate(table("F,check,fabric,-,family:gemv,m=4,,1,,,cycles,3,cycles,0.1,,\n"
                       "Q,check,streaming,2.0,family:mlp,,cs2,1,,64,report.no_such_number,3,1/s,0.1,,\n"
                       "N,check,streaming,2.0,family:nothing,,cs2,1,,64,step_samples_per_second,3,1/s,0.1,,\n"))
            .value();
    for (const ValidatedRow& row : validation.rows)
        QVERIFY2(!row.predicted && !row.passes() && !row.reason.empty(), row.row.id.c_str());
}

/// What took place had room: one of the two that fit.
void ValidateTest::activationsThatDoNotFitAreComputedAgain()
{
    const std::string row = "T,check,pipelined,1.7,family:gpt,layers=4;hidden=256;heads=4;vocab=1000;sequence=512;"
                            "optimizer=adam;fabric=FABRIC,cs2,1,1,256,samples_per_second,,1/s,0.1,,\n";
    int without = 0;
    for (const char* fabric : {"100x140", "90x120", "80x110"}) {
        std::string text = row;
        text.replace(text.find("FABRIC"), 6, fabric);
        const std::vector<ValidationRow> rows = table(text);
        MapRequest request = requestOf(rows.front()).value();
        request.placing.moves = 200;
        const bool fits = mapNetwork(request, shippedAssumptions()).ok();
        request.execution.recompute = true;
        const bool fitsAgain = mapNetwork(request, shippedAssumptions()).ok();
        without += !fits && fitsAgain ? 1 : 0;
        ValidationRow asked = rows.front();
        asked.quantity = "report.samples_per_second";
        QCOMPARE(validate({asked}, {}, {200}).value().rows.front().predicted.has_value(), fits || fitsAgain);
    }
    QVERIFY(without > 0);
}

void ValidateTest::aRunMayHaveAPartOfTheFabric()
{
    const ValidationRow row =
        table("A,check,streaming,2.0,family:mlp,fabric=300x200,cs2,1,,64,samples,,,0.1,,\n").front();
    const MapRequest request = requestOf(row).value();
    QCOMPARE(request.installation->system.columns, 300);
    QCOMPARE(request.installation->system.rows, 200);
    QCOMPARE(readInstallation("cs2").value()->system.columns, 750);
    QVERIFY(requestOf(table("A,check,streaming,2.0,family:mlp,fabric=9000x20,cs2,1,,64,samples,,,0.1,,\n").front())
                .error()
                .message.find("750 x 994")
            != std::string::npos);
}

void ValidateTest::settingsThatAreNoneAreRefused()
{
    for (const char* dims : {"optimizer=adagrad", "precision=fp8", "sparsity=much", "fabric=wide"}) {
        const ValidationRow row =
            table(std::string("A,check,streaming,2.0,family:mlp,") + dims + ",cs2,1,,64,samples,,,0.1,,\n").front();
        QVERIFY2(!requestOf(row).ok(), dims);
    }
}

void ValidateTest::stopsWhenAsked()
{
    std::stop_source stop;
    stop.request_stop();
    JobControl job;
    job.stop = stop.get_token();
    QVERIFY(validate(table(streamedRows("1")), job).error().code == ErrorCode::Stopped);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::ValidateTest)
#include "validate_test.moc"
