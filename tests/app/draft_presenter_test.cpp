#include "draft_fixture.h"

#include "app/builder/draft_presenter.h"
#include "tests/test_class.h"
#include "views/builder/block_form.h"
#include "views/builder/network_form.h"
#include "views/builder/totals_bar.h"

#include <QApplication>
#include <QStackedWidget>

namespace waferscope {

/// What is shown of a draft, without the rest of the builder's window.
class DraftPresenterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void listAndTotalsFollowTheDraft();
    void theFormIsOfWhatIsChosen();
    void formsEditTheDraft();
};

void DraftPresenterTest::listAndTotalsFollowTheDraft()
{
    DraftFixture fixture;
    const DraftPresenter presenter(fixture.parts, fixture.actions, fixture.draft);
    QCOMPARE(fixture.parts.model->rowCount(), 0);
    fixture.openChain();
    const int rows = fixture.parts.model->rowCount();
    QVERIFY(rows >= static_cast<int>(fixture.blockCount()));
    const QString before = fixture.parts.totals->sentence();
    QVERIFY(fixture.counted());
    QVERIFY(fixture.parts.totals->sentence() != before);
    fixture.addConvolution();
    QCOMPARE(fixture.parts.model->rowCount(), rows + 1);
    fixture.draft.undoStack().undo();
    QCOMPARE(fixture.parts.model->rowCount(), rows);
}

void DraftPresenterTest::theFormIsOfWhatIsChosen()
{
    DraftFixture fixture;
    const DraftPresenter presenter(fixture.parts, fixture.actions, fixture.draft);
    fixture.openChain();
    QCOMPARE(fixture.parts.forms->currentWidget(), fixture.parts.networkForm);
    fixture.draft.choose({1});
    QCOMPARE(fixture.parts.forms->currentWidget(), fixture.parts.blockForm);
    QCOMPARE(fixture.parts.list->chosenBlocks(), std::vector<std::size_t>{1});
    const QModelIndex third = fixture.parts.model->indexOf({BlockPlace::Kind::Block, 2});
    fixture.parts.list->selectionModel()->setCurrentIndex( // by hand
        third, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    QCOMPARE(fixture.draft.choice(), std::vector<std::size_t>{2});
    fixture.actions.properties->trigger();
    QVERIFY(fixture.draft.choice().empty());
    QCOMPARE(fixture.parts.forms->currentWidget(), fixture.parts.networkForm);
    Q_EMIT fixture.parts.totals->blockWanted(3);
    QCOMPARE(fixture.draft.choice(), std::vector<std::size_t>{3});
}

void DraftPresenterTest::formsEditTheDraft()
{
    DraftFixture fixture;
    const DraftPresenter presenter(fixture.parts, fixture.actions, fixture.draft);
    fixture.open();
    NetworkSpec wanted = *fixture.draft.spec();
    for (const QString& title : {QStringLiteral("by the network's"), QStringLiteral("by the block's")}) {
        wanted.title = title.toStdString();
        const SpecEdit edit{wanted, title, {}};
        if (title == QStringLiteral("by the network's"))
            Q_EMIT fixture.parts.networkForm->edited(edit);
        else
            Q_EMIT fixture.parts.blockForm->edited(edit);
        QCOMPARE(fixture.draft.spec()->title, wanted.title);
        QCOMPARE(fixture.draft.undoStack().undoText(), title);
    }
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::DraftPresenterTest)
#include "draft_presenter_test.moc"
