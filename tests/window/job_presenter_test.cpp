#include "presenter_fixture.h"

#include "app/presenters/job_presenter.h"
#include "tests/test_class.h"
#include "views/panels/job_bar.h"

#include <QApplication>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace waferscope {

/// The bar of long work and the sentence about how it went, without the rest of the window.
class JobPresenterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anOpeningIsShownAndCancelled();
    void theOpenerGoesBeforeAnEmulation();
    void whatIsFoundIsSaid();
    void howItWentIsSaid();
};

void JobPresenterTest::anOpeningIsShownAndCancelled()
{
    PresenterFixture fixture;
    const JobPresenter presenter(fixture.opener, fixture.runs, *fixture.parts.jobs, *fixture.parts.message);
    fixture.show();
    fixture.opener.open(QStringLiteral("gallery:bert-large"));
    QTRY_VERIFY(fixture.parts.jobs->isVisible());
    QVERIFY(fixture.child<QLabel>("job.label")->text().startsWith(QStringLiteral("Opening ")));
    fixture.child<QPushButton>("job.cancel")->click();
    QVERIFY(!fixture.opener.isBusy());
    QVERIFY(!fixture.parts.jobs->isVisible());
    QVERIFY(fixture.document.isEmpty());
}

void JobPresenterTest::theOpenerGoesBeforeAnEmulation()
{
    PresenterFixture fixture;
    const JobPresenter presenter(fixture.opener, fixture.runs, *fixture.parts.jobs, *fixture.parts.message);
    const auto* label = fixture.child<QLabel>("job.label");
    Q_EMIT fixture.runs.jobBegan();
    QCOMPARE(label->text(), QStringLiteral("Emulating"));
    Q_EMIT fixture.runs.jobEnded();
    fixture.show();
    fixture.opener.open(QStringLiteral("gallery:bert-large"));
    QTRY_VERIFY(fixture.parts.jobs->isVisible());
    Q_EMIT fixture.runs.jobBegan();
    QVERIFY(label->text().startsWith(QStringLiteral("Opening ")));
    Q_EMIT fixture.runs.jobEnded();
    QVERIFY(fixture.parts.jobs->isVisible());
    fixture.opener.cancel();
}

/// Behind how far it is, until the next job.
void JobPresenterTest::whatIsFoundIsSaid()
{
    PresenterFixture fixture;
    const JobPresenter presenter(fixture.opener, fixture.runs, *fixture.parts.jobs, *fixture.parts.message);
    const auto* label = fixture.child<QLabel>("job.label");
    const auto text = [label] { return label->text().replace(QChar(0x202F), QLatin1Char(' ')); };
    Evaluation evaluation;
    evaluation.numbers.samples = SamplesPerSecond{12345.0};
    Q_EMIT fixture.opener.jobBegan(QStringLiteral("Opening it"));
    Q_EMIT fixture.opener.jobProgressed(0.5, QStringLiteral("Placing"));
    Q_EMIT fixture.opener.improved({nullptr, std::make_shared<const Evaluation>(evaluation)});
    QCOMPARE(text(), QStringLiteral("Opening it: Placing · 12 345 samples/s so far"));
    Q_EMIT fixture.opener.jobProgressed(0.6, QStringLiteral("Placed"));
    QCOMPARE(text(), QStringLiteral("Opening it: Placed · 12 345 samples/s so far"));
    Q_EMIT fixture.opener.jobBegan(QStringLiteral("Opening another"));
    QCOMPARE(text(), QStringLiteral("Opening another"));
}

void JobPresenterTest::howItWentIsSaid()
{
    PresenterFixture fixture;
    const JobPresenter presenter(fixture.opener, fixture.runs, *fixture.parts.jobs, *fixture.parts.message);
    const auto said = [&] { return fixture.parts.message->message(); };
    Q_EMIT fixture.opener.saved(QStringLiteral("/some/where.waferplan"));
    QCOMPARE(said(), QStringLiteral("Saved where.waferplan."));
    Q_EMIT fixture.opener.exported(QStringLiteral("Wrote it."));
    QCOMPARE(said(), QStringLiteral("Wrote it."));
    Q_EMIT fixture.opener.noticed(QStringLiteral("Only so."));
    QCOMPARE(said(), QStringLiteral("Only so."));
    Q_EMIT fixture.opener.failed(QStringLiteral("It is broken."));
    QCOMPARE(said(), QStringLiteral("It is broken."));
    Q_EMIT fixture.runs.failed(QStringLiteral("It does not run."));
    QCOMPARE(said(), QStringLiteral("It does not run."));
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::JobPresenterTest)
#include "job_presenter_test.moc"
