#pragma once

#include <QObject>

namespace waferscope {

class Document;
class Inspector;
enum class NumberKind;

/// The inspector: the numbers of what is selected, else of the whole, and why each is what it is.
class InspectorPresenter : public QObject {
    Q_OBJECT
public:
    InspectorPresenter(Inspector& inspector, const Document& document);

private:
    void show();
    void explain(NumberKind number);

    Inspector& m_inspector;
    const Document& m_document;
};

} // namespace waferscope
