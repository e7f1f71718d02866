#include "presenter_fixture.h"

#include "app/presenters/command_presenter.h"
#include "app/window/validation_window.h"
#include "tests/test_class.h"
#include "views/drawing/base/number_text.h"

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTest>

namespace waferscope {

/// Published measurements in the window: there at once, predicted off its thread, hits and misses told apart.
class ValidationWindowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void measurementsStandBeforePredictions();
    void hitsAndMissesAreTold();
    void cancelLeavesWhatWasMeasured();
    void theMenuOpensItOnce();

private:
    static ValidationRow gpus(const char* id, RowRole role, const char* count, std::int64_t batch, double minutes)
    {
        ValidationRow row;
        row.id = id;
        row.role = role;
        row.mode = "gpu";
        row.sizes = {{"gpus", count}};
        row.batch = batch;
        row.quantity = "minutes";
        row.measured = minutes;
        row.band = 0.1;
        row.source = "MLPerf";
        return row;
    }
    static std::vector<ValidationRow> rows()
    {
        return {gpus("A", RowRole::Fit, "8", 448, 21.69), gpus("B", RowRole::Fit, "64", 3072, 3.37),
                gpus("C", RowRole::Check, "16", 1024, 100.0)};
    }
    static QString cell(const QWidget& window, int row, int column)
    {
        const auto* table = window.findChild<QTableView*>(QStringLiteral("validation.table"));
        return table->model()->index(row, column).data().toString();
    }
};

void ValidationWindowTest::measurementsStandBeforePredictions()
{
    const ValidationWindow window(rows(), nullptr);
    QCOMPARE(cell(window, 0, 6), numberText(21.69, 5));
    QCOMPARE(cell(window, 0, 7), QStringLiteral("–"));
    QCOMPARE(cell(window, 2, 1), QStringLiteral("not predicted"));
}

void ValidationWindowTest::hitsAndMissesAreTold()
{
    ValidationWindow window(rows(), nullptr);
    window.predict();
    QTRY_COMPARE(cell(window, 2, 1), QStringLiteral("missed"));
    QCOMPARE(cell(window, 0, 1), QStringLiteral("fitted"));
    QVERIFY(cell(window, 2, 8).startsWith(QStringLiteral("−")));
    QVERIFY(window.findChild<QLabel*>(QStringLiteral("validation.summary"))->text().startsWith(QStringLiteral("gpu:")));
}

void ValidationWindowTest::cancelLeavesWhatWasMeasured()
{
    ValidationRow slow; // minutes of mapping
    slow.id = "S";
    slow.role = RowRole::Check;
    slow.mode = "pipelined";
    slow.network = "family:bert";
    slow.sizes = {{"sequence", "128"}};
    slow.installation = "cs2-8workers";
    slow.quantity = "samples_per_second";
    ValidationWindow window({slow}, nullptr);
    window.show();
    window.predict();
    auto* cancel = window.findChild<QPushButton*>(QStringLiteral("job.cancel"));
    QVERIFY(cancel != nullptr);
    QTRY_VERIFY(cancel->isVisible());
    QTest::mouseClick(cancel, Qt::LeftButton);
    QVERIFY(!cancel->isVisible());
    QCOMPARE(cell(window, 0, 1), QStringLiteral("not predicted"));
}

void ValidationWindowTest::theMenuOpensItOnce()
{
    PresenterFixture fixture;
    const CommandPresenter presenter(fixture.window, fixture.parts, fixture.actions, fixture.document);
    fixture.actions.measurements->trigger();
    fixture.actions.measurements->trigger();
    QCOMPARE(fixture.window.findChildren<ValidationWindow*>().size(), 1);
    auto* window = fixture.window.findChild<ValidationWindow*>();
    QVERIFY(window->isVisible());
    window->close();
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::ValidationWindowTest)
#include "validation_window_test.moc"
