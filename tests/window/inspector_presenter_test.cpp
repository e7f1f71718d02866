#include "presenter_fixture.h"

#include "app/presenters/inspector_presenter.h"
#include "tests/test_class.h"
#include "views/panels/inspector.h"

#include <QApplication>
#include <QLabel>

namespace waferscope {

/// The inspector without the rest of the window.
class InspectorPresenterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void itShowsWhatIsSelected();
    void itFollowsADrag();
    void aNumberIsExplained();
};

void InspectorPresenterTest::itShowsWhatIsSelected()
{
    PresenterFixture fixture;
    const InspectorPresenter presenter(*fixture.parts.inspector, fixture.document);
    const auto* title = fixture.child<QLabel>("inspector.title");
    const QString nothing = title->text();
    fixture.open();
    const QString whole = title->text();
    QVERIFY(whole != nothing);
    fixture.document.select(KernelId{1});
    QCOMPARE(title->text(), fixture.nameOf(KernelId{1}));
    fixture.document.select(std::nullopt);
    QCOMPARE(title->text(), whole);
    fixture.document.close();
    QCOMPARE(title->text(), nothing);
}

void InspectorPresenterTest::itFollowsADrag()
{
    PresenterFixture fixture;
    const InspectorPresenter presenter(*fixture.parts.inspector, fixture.document);
    fixture.open();
    fixture.document.select(KernelId{1});
    const auto textOfAll = [&] {
        QString text;
        for (const QLabel* label : fixture.parts.inspector->findChildren<QLabel*>())
            text += label->text();
        return text;
    };
    const QString before = textOfAll();
    const PeCoord origin = fixture.mapping()[KernelId{1}].rectangle.origin;
    fixture.document.previewMove(KernelId{1}, {origin.x + 40, origin.y + 40});
    QVERIFY(textOfAll() != before);
    fixture.document.endPreview();
    QCOMPARE(textOfAll(), before);
}

void InspectorPresenterTest::aNumberIsExplained()
{
    PresenterFixture fixture;
    const InspectorPresenter presenter(*fixture.parts.inspector, fixture.document);
    fixture.open();
    fixture.document.select(KernelId{1});
    const auto* explanation = fixture.child<QLabel>("inspector.explanation");
    QVERIFY(explanation->isHidden());
    Q_EMIT fixture.parts.inspector->whyWanted(NumberKind::KernelCycles);
    QVERIFY(!explanation->isHidden());
    const QString cycles = explanation->text();
    QVERIFY(!cycles.isEmpty());
    fixture.document.select(KernelId{0}); // another's numbers have other reasons
    QVERIFY(explanation->isHidden());
    Q_EMIT fixture.parts.inspector->whyWanted(NumberKind::KernelCycles);
    QVERIFY(explanation->text() != cycles);
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::InspectorPresenterTest)
#include "inspector_presenter_test.moc"
