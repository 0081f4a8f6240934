import Crypto
import Mustache
import OrderedCollections
