#include "draft_fixture.h"

#include "app/builder/block_presenter.h"
#include "tests/test_class.h"
#include "views/builder/block_palette.h"

#include <QApplication>
#include <QMenu>

namespace waferscope {

/// What is done to blocks, without the rest of the builder's window.
class BlockPresenterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void blocksComeFromThePalette();
    void aNetworkBeginsWithAnInput();
    void chosenBlocksMoveDoubleAndGo();
    void branchesJoinAgain();

private:
    static QStringList typesOf(const NetworkSpec& spec)
    {
        QStringList types;
        for (const BlockSpec& block : spec.blocks)
            types.append(QString::fromStdString(block.type));
        return types;
    }
    /// Opens a menu of the window without showing it, and triggers the entry of that name.
    static bool choose(QMenu& menu, const QString& name)
    {
        Q_EMIT menu.aboutToShow();
        auto* entry = menu.findChild<QAction*>(name);
        if (entry)
            entry->trigger();
        return entry != nullptr;
    }
};

void BlockPresenterTest::blocksComeFromThePalette()
{
    DraftFixture fixture;
    const BlockPresenter presenter(fixture.window, fixture.parts, fixture.actions, fixture.draft);
    fixture.openChain();
    QStringList types = typesOf(*fixture.draft.spec());
    Q_EMIT fixture.parts.palette->blockWanted(QStringLiteral("pool")); // nothing is chosen: at the end
    types.append(QStringLiteral("pool"));
    QCOMPARE(typesOf(*fixture.draft.spec()), types);
    fixture.draft.choose({1});
    Q_EMIT fixture.parts.palette->blockWanted(QStringLiteral("conv")); // behind the chosen one
    types.insert(2, QStringLiteral("conv"));
    QCOMPARE(typesOf(*fixture.draft.spec()), types);
    QCOMPARE(fixture.draft.choice(), std::vector<std::size_t>{2});
    Q_EMIT fixture.parts.model->typeDropped(QStringLiteral("pool"), 0);
    types.insert(0, QStringLiteral("pool"));
    QCOMPARE(typesOf(*fixture.draft.spec()), types);
    QVERIFY(fixture.draft.undoStack().undoText().startsWith(QStringLiteral("Add ")));
}

void BlockPresenterTest::aNetworkBeginsWithAnInput()
{
    DraftFixture fixture;
    const BlockPresenter presenter(fixture.window, fixture.parts, fixture.actions, fixture.draft);
    NetworkSpec empty;
    empty.name = "empty";
    fixture.draft.open(empty, {});
    Q_EMIT fixture.parts.palette->blockWanted(QStringLiteral("conv"));
    QCOMPARE(fixture.blockCount(), std::size_t{0});
    QVERIFY(fixture.parts.message->message().contains(QStringLiteral("input")));
}

void BlockPresenterTest::chosenBlocksMoveDoubleAndGo()
{
    DraftFixture fixture;
    const BlockPresenter presenter(fixture.window, fixture.parts, fixture.actions, fixture.draft);
    fixture.openChain();
    QVERIFY(!fixture.actions.duplicate->isEnabled() && !fixture.actions.remove->isEnabled());
    const std::vector<BlockSpec> before = fixture.draft.spec()->blocks;
    fixture.draft.choose({0});
    QVERIFY(!fixture.actions.moveUp->isEnabled() && fixture.actions.moveDown->isEnabled());
    fixture.actions.moveDown->trigger();
    QCOMPARE(fixture.draft.spec()->blocks[1].name, before[0].name);
    QCOMPARE(fixture.draft.choice(), std::vector<std::size_t>{1});
    fixture.actions.moveUp->trigger();
    QCOMPARE(fixture.draft.spec()->blocks[0].name, before[0].name);
    fixture.actions.duplicate->trigger();
    QCOMPARE(fixture.blockCount(), before.size() + 1);
    QCOMPARE(fixture.draft.choice(), std::vector<std::size_t>{1});
    fixture.actions.remove->trigger();
    QCOMPARE(fixture.blockCount(), before.size());
    Q_EMIT fixture.parts.model->blocksDropped({0}, 2);
    QCOMPARE(fixture.draft.spec()->blocks[1].name, before[0].name);
    QCOMPARE(fixture.draft.undoStack().count(), 5);
}

void BlockPresenterTest::branchesJoinAgain()
{
    DraftFixture fixture;
    const BlockPresenter presenter(fixture.window, fixture.parts, fixture.actions, fixture.draft);
    fixture.openChain();
    const std::size_t before = fixture.blockCount();
    fixture.parts.model->show(fixture.draft.spec(), nullptr);
    fixture.draft.choose({3});
    fixture.parts.list->choose({3});
    const QString stem = QString::fromStdString(fixture.draft.spec()->blocks[3].name);
    QVERIFY(choose(*fixture.parts.branchMenu, QStringLiteral("builder.branch.conv")));
    QCOMPARE(fixture.blockCount(), before + 1);
    QCOMPARE(fixture.draft.undoStack().undoText(), QStringLiteral("Branch from ") + stem);
    QCOMPARE(fixture.draft.choice(), std::vector<std::size_t>{4});
    QVERIFY(choose(*fixture.parts.joinMenu, QStringLiteral("builder.join.") + stem));
    QCOMPARE(fixture.draft.spec()->blocks[5].type, std::string("join"));
    QCOMPARE(fixture.draft.choice(), std::vector<std::size_t>{5});
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::BlockPresenterTest)
#include "block_presenter_test.moc"
